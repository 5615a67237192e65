#!/usr/bin/env bats
# Every example in the doc comments of nix/, run: what it shows as its value is its value, and the derivations are instantiated.

# root and bin come from the helper.
# shellcheck disable=SC2154
load helper

# Each code block of the doc comments becomes a file BLOCKS/NN, which begins with its Nix file, its heading and its language.
blocks() {
	# shellcheck disable=SC2016 # it is for awk
	find nix -name '*.nix' -not -path 'nix/templates/*' | LC_ALL=C sort | xargs awk -v folder="$1" '
		FNR == 1 { comment = fence = 0 }
		/^ *\/\*\*$/ { comment = 1 }
		/^ *\*\/$/ { comment = 0 }
		comment && !fence && /^  # / { heading = $2 }
		comment && /^  ```/ {
			fence = !fence
			if (fence) {
				file = sprintf("%s/%03d", folder, ++count)
				print FILENAME, heading, substr($1, 4) >file
			} else close(file)
			next
		}
		fence { sub(/^  /, ""); print >file }
		!comment && /```/ { print FILENAME ": a code block that is in no doc comment" >"/dev/stderr"; exit 1 }'
}

setup() {
	mkdir "$BATS_TEST_TMPDIR/blocks" "$BATS_TEST_TMPDIR/project"
	cd "$root" || return
	blocks "$BATS_TEST_TMPDIR/blocks"
	cd "$BATS_TEST_TMPDIR/project" || return
	# The reader's project, of pnpm, bun and npm.
	cp "$root/tests/e2e/fixtures/small/pnpm-lock.yaml" "$root/tests/e2e/fixtures/bun-small/bun.lock" "$root/tests/e2e/fixtures/npm/package-lock.json" .
	cp "$root/nix/templates/bun-app/package.json" "$root/nix/downloads.nix" .
}

# expression FILE: what is in the file EXPRESSION, with fragstore's functions, the one that nix/FILE holds, and a package set.
expression() {
	local name
	name=$(basename "$1" .nix)
	cat <<-EOF
		let
		  pkgs = import $root/tests/nix/stdenv { bin = $bin; };
		  fragstore = import $root { inherit pkgs; bin = $bin; };
		  $name = fragstore.$name or (import $root/$1);
		in
		with pkgs; with fragstore; $(cat "$BATS_TEST_TMPDIR/expression")
	EOF
}

run_example() {
	sed 1d "$1" >"$BATS_TEST_TMPDIR/text"
	sed '/^=> /,$d' "$BATS_TEST_TMPDIR/text" >"$BATS_TEST_TMPDIR/expression"
	if grep -q '^=> ' "$BATS_TEST_TMPDIR/text"; then
		expression "$2" >value.nix
		nix-instantiate --eval --strict --json value.nix >is
		nix-instantiate --eval --strict --json --expr "$(sed -n '/^=> /,$ { s/^=> //; p }' "$BATS_TEST_TMPDIR/text")" >shown
		diff shown is
	else
		expression "$2" >derivation.nix
		nix-instantiate derivation.nix 2>&1 | tee said
		[[ $(grep '^/nix/store/' said) == /nix/store/*.drv ]]
	fi
}

@test "every example is what it says" {
	local block file heading language examples=0
	for block in "$BATS_TEST_TMPDIR"/blocks/*; do
		read -r file heading language <"$block"
		case $heading/$language in
		Type/) ;;
		Example/nix)
			echo "$file"
			run_example "$block" "$file"
			examples=$((examples + 1))
			;;
		*) echo "$file: $heading: a code block that is not known how to run: '$language'" && return 1 ;;
		esac
	done
	[ "$examples" -eq "$(grep -rhxE ' *```nix' "$root/nix" --include='*.nix' | wc -l)" ]
	[ "$examples" -ge 9 ]
}

@test "every function that a user calls has an example" {
	local function
	for function in fetchPnpmDeps fetchBunDeps fetchNpmDeps mkPnpmPackage mkNpmPackage mkBunDerivation writeBunApplication writeBunScriptBin; do
		grep -lqE "^nix/(pkgs/)?$function.nix Example nix$" "$BATS_TEST_TMPDIR"/blocks/*
	done
}
