#!/usr/bin/env bats
# The Nix code of the pages: every block and every inline definition parses, and the blocks of questions.md evaluate. ../e2e/readme.bats builds
# the projects of the other pages.

# root and bin come from the helper; what is in single quotes is for awk, grep and Nix.
# shellcheck disable=SC2154,SC2016
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

pages() { find "$root" \( -path "$root/build" -o -name .git -o -name node_modules -o -name tests \) -prune -o -name '*.md' -print; }

# blocks PAGE: each of its blocks of Nix, in a file block-N.nix.
blocks() {
	rm -f block-*.nix
	awk '/^```nix$/ { file = "block-" ++count ".nix"; next } /^```$/ { file = "" } file != "" { print >file }' "$1"
}

# definitions FILE: a block that defines attributes, as the set of them; another block as it is. What is not defined in it is the reader's.
definitions() {
	if grep -qE '^[a-zA-Z0-9_.-]+ =' "$1"; then
		echo "with reader; {"
		cat "$1"
		echo "}"
	else
		cat "$1"
	fi
}

@test "every block of Nix parses" {
	local page block count=0
	while read -r page; do
		blocks "$page"
		for block in block-*.nix; do
			[ -e "$block" ] || continue
			{ echo "{ reader }:" && definitions "$block"; } >wrapped.nix
			nix-instantiate --parse wrapped.nix >parsed || { echo "$page, $block" && return 1; }
			count=$((count + 1))
		done
	done < <(pages)
	[ "$count" -ge 12 ]
}

@test "every inline definition parses" {
	local page text count=0
	while read -r page; do
		# "…" stands for what is left out; "-" begins a line of a diff.
		while read -r text; do
			echo "{ reader }: with reader; { $text }" >wrapped.nix
			nix-instantiate --parse wrapped.nix >parsed || { echo "$page: $text" && return 1; }
			count=$((count + 1))
		done < <(grep -v '^[-+]' "$page" | grep -oE '(^|[^`])`[a-zA-Z][a-zA-Z0-9."@/-]* = [^`]*;`' | sed 's/^[^`]*`//; s/`$//' | grep -v '…')
	done < <(pages)
	[ "$count" -ge 20 ]
}

@test "the blocks of questions.md evaluate" {
	cp "$root"/nix/templates/pnpm-server/{pnpm-lock.yaml,pnpm-workspace.yaml,package.json} .
	# Its addon has the name of the one in the page.
	sed -i 's/bcrypt/better-sqlite3/' pnpm-lock.yaml pnpm-workspace.yaml package.json
	mkdir src
	blocks "$root/nix/questions.md"
	local block count=0
	for block in block-*.nix; do
		cat >wrapped.nix <<-EOF
			let
			  reader = import $root/tests/nix/stdenv { bin = $bin; } // rec {
			    fragstore = import $root { inherit pkgs; bin = $bin; };
			    pkgs = import $root/tests/nix/stdenv { bin = $bin; };
			    pkg-config = pkgs.nodejs;
			    sqlite = pkgs.nodejs;
			    # The one thing of nixpkgs' lib that the pages have.
			    lib.fileset = {
			      unions = parts: assert builtins.all builtins.pathExists parts; parts;
			      toSource = { root, fileset }: builtins.seq (builtins.length fileset) "\${root}";
			    };
			  };
			in
			$(definitions "$block")
		EOF
		nix-instantiate --eval --strict -E 'with { is = import ./wrapped.nix; }; is.pnpmDeps.drvPath or is.src or is.devShells.x86_64-linux.default.drvPath' >value ||
			{ cat "$block" && return 1; }
		count=$((count + 1))
	done
	[ "$count" -ge 4 ]
}
