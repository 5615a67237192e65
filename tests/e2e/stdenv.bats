#!/usr/bin/env bats
# treePatchHook in nixpkgs' own stdenv: with PEERS=DIR, a nixpkgs checkout, its setup.sh runs a build with its own setup hooks.

load helper

# What stdenv gives every derivation, as far as it goes through outputs.
hooks="audit-tmpdir compress-man-pages make-symlinks-relative move-docs move-lib64 multiple-outputs no-broken-symlinks patch-shebangs
prune-libtool-files reproducible-builds strip"

# peer PATTERN: the file of the checkout whose path matches.
peer() {
	find "$PEERS" -path "*/$1" -print -quit | grep .
}

setup() {
	local name
	[ -n "${PEERS-}" ] || skip "no nixpkgs checkout: PEERS=DIR"
	type -P patchelf >/dev/null || skip "no patchelf"
	cd "$BATS_TEST_TMPDIR" || return
	mkdir -p hook/nix-support patchelf/nix-support bintools/nix-support
	# shellcheck disable=SC2154 # the helper sets root
	sed "s|@treePatch@|${FRAGSTORE_BIN:-$root/build/bin}/tree-patch|; s|@bintools@|$PWD/bintools|" "$root/hooks/tree-patch/hook.sh" >hook/nix-support/setup-hook
	cp "$(peer patchelf/setup-hook.sh)" patchelf/nix-support/setup-hook
	patchelf --print-interpreter "$(type -P bash)" >bintools/nix-support/dynamic-linker
	setup=$(peer stdenv/generic/setup.sh)
	defaults=$PWD/patchelf
	for name in $hooks; do defaults+=" $(peer "setup-hooks/$name.sh")"; done
	# A program with something to strip and something to shrink.
	echo 'int main(void) { return 0; }' >program.c
	cc -g -Wl,-rpath,/nowhere/lib program.c -o program
}

# Each folder gets a script, a program, and symlinks to what is elsewhere in the output and to what is not there.
# shellcheck disable=SC2016,SC2089 # the build evaluates it
installPhase='
for folder in $out/bin $out/lib $out/app $out/lib/node_modules/own $bin/bin \
	$out/app/node_modules/dep $out/lib/node_modules/own/node_modules/dep $bin/lib/node_modules/.bin; do
	mkdir -p $folder
	printf "#!/usr/bin/env bash\n" > $folder/script
	chmod +x $folder/script
	cp '"$BATS_TEST_TMPDIR"'/program $folder/program
	ln -s $out/app/script $folder/link
	case $folder in */node_modules/*/node_modules/*) ln -s nowhere $folder/broken ;; esac
done'

# build_with NAME STRUCTURED INPUT...: the outputs that stdenv makes with those inputs become NAME/out and NAME/bin. More attributes of
# the derivation stand in the file attrs.
build_with() {
	local name=$1 structured=$2 store=$PWD/store
	shift 2
	mkdir -p store tmp
	{
		if [ -n "$structured" ]; then
			echo "declare -A outputs=([out]=$store/out [bin]=$store/bin) env=()"
			echo "nativeBuildInputs=($*) defaultNativeBuildInputs=($defaults)"
		else
			echo "set -a; outputs='out bin' out=$store/out bin=$store/bin nativeBuildInputs='$*' defaultNativeBuildInputs='$defaults'"
		fi
		# shellcheck disable=SC2090
		declare -p installPhase
		cat attrs
		echo "set +a; source $setup; genericBuild"
	} >builder.sh
	# As Nix starts a builder.
	if ! env -i SHELL="$BASH" initialPath=/usr NIX_STORE="$store" NIX_BUILD_TOP="$PWD/tmp" TMPDIR="$PWD/tmp" NIX_BUILD_CORES=2 STRIP=strip \
		RANLIB=ranlib dontUnpack=1 ${structured:+NIX_ATTRS_JSON_FILE=/dev/null} bash -e builder.sh >"$name.log" 2>&1; then
		cat "$name.log"
		return 1
	fi
	mv store "$name"
}

# own TREE: its files and symlinks, those below node_modules left out.
own() {
	(cd "$1" && find . -name node_modules ! -path ./out/lib/node_modules -prune -o ! -type d -printf '%p %m %l\n' | LC_ALL=C sort &&
		find . -name node_modules ! -path ./out/lib/node_modules -prune -o -type f -print0 | LC_ALL=C sort -z | xargs -0 sha256sum)
}

@test "a package's own files are as nixpkgs would have made them, and dependencies as they were, in every output" {
	local structured folder
	for structured in '' 1; do
		rm -rf ours theirs
		printf 'dontAutoPatchelf=1\n' >attrs
		build_with ours "$structured" "$PWD/hook"
		printf 'dontCheckForBrokenSymlinks=1\n' >attrs
		build_with theirs "$structured"
		diff <(own ours) <(own theirs)
		[ "$(head -n 1 ours/out/app/script)" = "#!$(type -P bash)" ]
		for folder in out/app/node_modules/dep out/lib/node_modules/own/node_modules/dep bin/lib/node_modules/.bin; do
			[ "$(cat "ours/$folder/script")" = '#!/usr/bin/env bash' ]
			[ "$(readlink "ours/$folder/link")" = "$PWD/store/out/app/script" ]
			cmp "ours/$folder/program" program
			if cmp -s "theirs/$folder/program" program; then return 1; fi
		done
	done
}

@test "the functions work under set -u, in place of autoPatchelfHook's too, and their flags go before the variables" {
	local structured inputs
	mkdir -p auto-patchelf/nix-support
	cp "$(peer setup-hooks/auto-patchelf.sh)" auto-patchelf/nix-support/setup-hook
	cat >attrs <<-'EOF'
		dontConfigure=1
		appendRunpaths=/variable
		autoPatchelfFlags="--keep-libc --append-rpaths /flag"
		autoPatchelfIgnoreMissingDeps='lib*.so.*'
		dontCheckForBrokenSymlinks=1
		preFixup='
			set -u
			patchShebangs --host $out/lib/node_modules
			autoPatchelf --no-recurse $out/app/node_modules/dep
			addAutoPatchelfSearchPath $out
			find $out -name node_modules > /dev/null
			treePatchFind $out -name script > $out/seen
			set +u
		'
	EOF
	for structured in '' 1; do
		for inputs in "$PWD/hook $PWD/auto-patchelf" "$PWD/auto-patchelf $PWD/hook"; do
			rm -rf ours
			# shellcheck disable=SC2086 # words are wanted
			build_with ours "$structured" $inputs
			[ "$(head -n 1 ours/out/lib/node_modules/own/node_modules/dep/script)" = "#!$(type -P bash)" ]
			[ "$(patchelf --print-rpath ours/bin/bin/program)" = /flag ]
			[ "$(patchelf --print-rpath ours/out/app/node_modules/dep/program)" = /flag ]
			[ "$(sed "s|$PWD/store/out/||" ours/out/seen | sort | xargs)" = "app/script bin/script lib/node_modules/own/script lib/script" ]
		done
	done
}

@test "patchShebangs makes of lines what nixpkgs' makes of them, where that is right" {
	local line count=0 function
	function=$(peer setup-hooks/patch-shebangs.sh)
	mkdir ours theirs bin
	for line in sh bash env node python3; do ln -s "$(type -P true)" "bin/$line"; done
	while IFS= read -r line; do
		count=$((count + 1))
		printf '%s\nrest\n' "$line" | tee "ours/$count" >"theirs/$count"
	done <<-'EOF'
		#!/bin/sh
		#! /bin/sh
		#!/bin/sh -e
		#!/bin/sh -e -u
		#!/usr/bin/bash
		#!/usr/local/bin/node --x
		#!/opt/nowhere
		#!/opt/nowhere -x
		#!node
		#!../bin/node
		#!
		#!/bin/sh a\b$X
		#!/usr/bin/env node
		#!/usr/bin/env  node
		#! /usr/bin/env node
		#!/bin/env node
		#!/usr/bin/env node --x
		#!/usr/bin/env node --x a=b
		#!/usr/bin/env nowhere
		#!/usr/bin/env -S node --x --y
		#!/usr/bin/env -S bash -c "x y"
		#!/usr/bin/env -S python3 -u -O
		#!/nix/store/x/bin/sh
		#!/nix/store/x/bin/env node
		no script
	EOF
	chmod 755 ours/* theirs/*
	touch -d '2001-02-03 04:05:06.7' ours/* theirs/*
	chmod 555 ours/1 theirs/1
	for tree in ours theirs; do
		HOST_PATH=$PWD/bin NIX_STORE=/nix/store bash -euc '
			isScript() { [ "$(head -c 2 "$1")" = "#!" ]; }
			strictDeps= targetOffset=0
			addEnvHooks() { :; }
			if [ "$2" = ours ]; then source "$1"; patchShebangs() { treePatchShebangs "$@"; }; else source "$3"; fi
			set +eu
			patchShebangs --host "$2"
		' bash hook/nix-support/setup-hook "$tree" "$function"
	done
	[ "$count" -eq 25 ]
	grep -q "^#!$PWD/bin/node$" ours/13
	diff -r ours theirs
	diff <(cd ours && stat -c '%n %a %y' ./*) <(cd theirs && stat -c '%n %a %y' ./*)
}
