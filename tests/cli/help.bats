#!/usr/bin/env bats
# What is made of --help: manual pages and completions.

# root comes from the helper.
# shellcheck disable=SC2154,SC2030,SC2031
load helper

programs=(cache-entry-creator cafs-add node-modules store-merge tree-patch)

@test "manual pages are what --help says, and what man reads" {
	local version
	version=$(cafs-add --version)
	ln -s "$root/nix/fragstore.sh" "$BATS_TEST_TMPDIR/fragstore"
	PATH=$BATS_TEST_TMPDIR:$PATH
	[ "$(fragstore --version)" = "fragstore ${version#*(fragstore) }" ]
	for page in "$root"/tools/*/*.1 "$root/nix/fragstore.1"; do
		local program
		program=$(basename "$page" .1)
		"$program" --help | awk -f "$root/tools/man.awk" | diff "$page" - || {
			echo "run 'make man'"
			return 1
		}
		# No date: it would be that of nothing.
		run mandoc -T lint -W warning "$page"
		[ "$(grep -vc 'missing date' <<<"$output")" -eq 0 ]
		mandoc -T ascii "$page" | col -b >"$BATS_TEST_TMPDIR/page"
		grep -q "^       $program - [a-z]" "$BATS_TEST_TMPDIR/page"
	done
	[ "$(printf '%s\n' "$root"/tools/*/*.1 | wc -l)" -eq "${#programs[@]}" ]
	grep -q '^       --mode symlink|copy|reflink|hardlink$' <(mandoc -T ascii "$root/tools/store-merge/store-merge.1" | col -b)
}

@test "man.awk makes no page from text that is not --help" {
	run awk -f "$root/tools/man.awk" <<<"bash: no such program"
	[ "$status" -eq 1 ]
}

# in_bash WORDS...: what bash offers for the last word, where "=" is a word of its own.
in_bash() (
	source "$root/tools/completions/fragstore.bash"
	COMP_WORDS=("$@")
	COMP_CWORD=$(($# - 1))
	_fragstore "$1" "${COMP_WORDS[COMP_CWORD]}" "${COMP_WORDS[COMP_CWORD - 1]}"
	echo "${COMPREPLY[@]}"
)

@test "bash completes options, choices, folders and files" {
	[ "$(in_bash store-merge --o)" = --out ]
	[ "$(in_bash cafs-add --store-version v1)" = "v10 v11" ]
	[ "$(in_bash store-merge --mode = h)" = hardlink ]
	[ "$(in_bash store-merge --mode =)" = "symlink copy reflink hardlink" ]
	[ "$(in_bash tree-patch --set-rpath x)" = "" ]
	[ "$(in_bash node-modules --omit =)" = "dev optional peer" ]
	[ "$(in_bash node-modules --omit p)" = peer ]
	mkdir "$BATS_TEST_TMPDIR/folder"
	: >"$BATS_TEST_TMPDIR/file"
	cd "$BATS_TEST_TMPDIR"
	[ "$(in_bash cafs-add --out f)" = folder ]
	[ "$(in_bash cafs-add --list f | tr ' ' '\n' | sort | tr '\n' ' ')" = "file folder " ]
	[ "$(in_bash tree-patch --elf "fi")" = file ]
	[ "$(in_bash tree-patch --elf 'a/b\(&' "fi" 2>&1)" = file ]
	# Every program's own options, all of them.
	for program in "${programs[@]}"; do
		[ "$(in_bash "$program" -- | tr ' ' '\n')" = "$("$program" --help | sed -n 's/^  \(--[a-z-]*\).*/\1/p')" ]
	done
}

in_zsh() {
	timeout 600 zsh -f "$BATS_TEST_DIRNAME/complete.zsh" "$root/tools/completions" "$1" "$BATS_TEST_TMPDIR/line"
	cat "$BATS_TEST_TMPDIR/line"
}

@test "fragstore: its command, a folder, its options" {
	cp -r "$root/nix/templates" "$BATS_TEST_TMPDIR/words"
	: >"$BATS_TEST_TMPDIR/wordy"
	ln -s "$root/nix/fragstore.sh" "$BATS_TEST_TMPDIR/fragstore"
	PATH=$BATS_TEST_TMPDIR:$PATH
	cd "$BATS_TEST_TMPDIR"
	[ "$(in_bash fragstore d)" = doctor ]
	[ "$(in_bash fragstore doctor w)" = words ]
	[ "$(in_bash fragstore --)" = "--help --version" ]
	[ "$(in_zsh 'fragstore d')" = "fragstore doctor " ]
	[ "$(in_zsh 'fragstore doctor w')" = "fragstore doctor words/" ]
	[ "$(in_zsh 'fragstore --v')" = "fragstore --version " ]
	[ "$(in_fish 'fragstore d')" = doctor ]
	[ "$(in_fish 'fragstore doctor w')" = words/ ]
	[ "$(in_fish 'fragstore --v')" = --version ]
}

@test "zsh completes options, choices and files" {
	cd "$root"
	[ "$(in_zsh 'store-merge --mo')" = "store-merge --mode=" ]
	[ "$(in_zsh 'store-merge --mode har')" = "store-merge --mode hardlink " ]
	[ "$(in_zsh 'node-modules --omit dev --om')" = "node-modules --omit dev --omit=" ]
	[ "$(in_zsh 'node-modules --omit p')" = "node-modules --omit peer " ]
	[ "$(in_zsh 'cache-entry-creator --mani')" = "cache-entry-creator --manifests=" ]
	[ "$(in_zsh 'cafs-add --list LICE')" = "cafs-add --list LICENSE " ]
	[ "$(in_zsh 'tree-patch tools/tree-p')" = "tree-patch tools/tree-patch/" ]
}

in_fish() {
	HOME=$BATS_TEST_TMPDIR fish --no-config -c "source $root/tools/completions/fragstore.fish; complete -C '$1'" | cut -f 1
}

@test "fish completes options, choices and folders" {
	cd "$root"
	[ "$(in_fish 'store-merge --mo')" = --mode ]
	[ "$(in_fish 'store-merge --mode ' | tr '\n' ' ')" = "copy hardlink reflink symlink " ]
	[ "$(in_fish 'node-modules --omit ' | tr '\n' ' ')" = "dev optional peer " ]
	[ "$(in_fish 'cache-entry-creator --mani')" = --manifests ]
	[ "$(in_fish 'cafs-add --out LICE')" = "" ]
	[ "$(in_fish 'cafs-add --list LICE')" = LICENSE ]
	[ "$(in_fish 'tree-patch tools/tree-p')" = tools/tree-patch/ ]
}
