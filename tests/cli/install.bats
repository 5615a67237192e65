#!/usr/bin/env bats
# make install and make uninstall. What Nix does with what is installed: ../e2e/install.bats.

# root comes from the helper.
# shellcheck disable=SC2154
load helper

commands=(cache-entry-creator cafs-add fragstore node-modules store-merge tree-patch)

# make_with TARGET ARGUMENT...: what is built is there already; with sanitizers, in another folder.
make_with() {
	STRIP=true make -s -C "${tree-$root}" -o all BIN="$(dirname "$(type -P cafs-add)")" "$@" >/dev/null
}

setup() {
	needs_this_machine
	# Folders of which the names have blanks.
	prefix="$BATS_TEST_TMPDIR/a b/usr"
}

# A work tree of one's own, to put things into.
copy_tree() {
	tree=$BATS_TEST_TMPDIR/tree
	mkdir "$tree"
	cp -r "$root"/{Makefile,default.nix,hooks,nix,tools} "$tree"
}

@test "programs, and what each shell and man look for" {
	local program
	make_with install PREFIX="$prefix"
	# In the place of what was built.
	PATH=$prefix/bin:$PATH
	for program in "${commands[@]}"; do
		"$program" --version | grep -q fragstore
		[ "$(type -P "$program")" = "$prefix/bin/$program" ]
		[ "$(mman -M "$prefix/share/man" -w "$program")" = "$prefix/share/man/man1/$program.1" ]
		bash -c 'source "$1" && complete -p "$2"' - "$prefix/share/bash-completion/completions/$program" "$program" >/dev/null
		# fish 4 also lists the options that have it in the middle.
		XDG_DATA_DIRS=$prefix/share HOME=$BATS_TEST_TMPDIR fish -c "complete -C '$program --versio'" | cut -f 1 | grep -qx -e --version
	done
	ln -s "$prefix/share/zsh/site-functions" "$BATS_TEST_TMPDIR/zsh"
	timeout 600 zsh -f "$BATS_TEST_DIRNAME/complete.zsh" "$BATS_TEST_TMPDIR/zsh" "store-merge --mo" "$BATS_TEST_TMPDIR/line"
	[ "$(cat "$BATS_TEST_TMPDIR/line")" = "store-merge --mode=" ]
}

@test "DESTDIR is where PREFIX will be, whatever the umask" {
	make_with install DESTDIR="$BATS_TEST_TMPDIR/one" PREFIX=/opt/fragstore
	(umask 077 && make_with install DESTDIR="$BATS_TEST_TMPDIR/two" PREFIX=/opt/fragstore)
	(umask 000 && make_with install DESTDIR="$BATS_TEST_TMPDIR/three" PREFIX=/opt/fragstore)
	[ -x "$BATS_TEST_TMPDIR/one/opt/fragstore/bin/fragstore" ]
	[ -z "$(find "$BATS_TEST_TMPDIR/one" ! -type l ! -perm 644 ! -perm 755)" ]
	diff <(tree "$BATS_TEST_TMPDIR/one") <(tree "$BATS_TEST_TMPDIR/two")
	diff <(tree "$BATS_TEST_TMPDIR/one") <(tree "$BATS_TEST_TMPDIR/three")
	# Nothing names the folder that it was made in.
	! grep -rlF "$BATS_TEST_TMPDIR" "$BATS_TEST_TMPDIR/one" || false
	[ -z "$(find "$BATS_TEST_TMPDIR/one" -lname '/*')" ]
}

@test "all of the library that the repository has" {
	[ -e "$root/.git" ] || skip "no repository"
	make_with install PREFIX="$prefix"
	cd "$root"
	git ls-files default.nix hooks nix tools/completions | grep -v '\.md$' >"$BATS_TEST_TMPDIR/files"
	grep -q bun-app/.gitignore "$BATS_TEST_TMPDIR/files"
	while read -r file; do cmp "$file" "$prefix/share/fragstore/$file"; done <"$BATS_TEST_TMPDIR/files"
}

@test "nothing stays of an older version, and no editor's copy or private mode comes in" {
	copy_tree
	make_with install PREFIX="$prefix"
	tree "$prefix" >"$BATS_TEST_TMPDIR/first"
	touch "$prefix/share/fragstore/nix/gone.nix"
	mkdir -p "$tree"/nix/templates/bun-app/{node_modules/x,dist} "$prefix/share/fragstore/nix/gone"
	touch "$tree"/nix/{default.nix~,.default.nix.swp,default.nix.orig,'#default.nix#'} "$tree"/nix/templates/bun-app/{node_modules/x/index.js,dist/index.js,flake.lock}
	ln -s /nowhere "$tree/nix/.#default.nix"
	ln -s /nowhere "$tree/nix/templates/bun-app/result"
	chmod 600 "$tree/default.nix" "$tree/nix/templates/bun-app/index.ts"
	chmod 700 "$tree/nix/pnpm"
	make_with install PREFIX="$prefix"
	tree "$prefix" | diff "$BATS_TEST_TMPDIR/first" -
}

@test "uninstall removes all of that, and no more" {
	mkdir -p "$prefix/bin" "$prefix/share/man/man1"
	touch "$prefix/bin/other" "$prefix/share/man/man1/other.1"
	make_with install PREFIX="$prefix"
	make_with uninstall PREFIX="$prefix"
	[ "$(find "$prefix" ! -type d -printf '%P\n' | sort)" = $'bin/other\nshare/man/man1/other.1' ]
	make_with uninstall PREFIX="$prefix"
}
