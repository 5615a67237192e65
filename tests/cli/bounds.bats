#!/usr/bin/env bats
# node-modules: time and memory are bounded by the size of the lockfile and of the settings, whatever is in them.

# root comes from the helper; status, output and stderr from bats.
# shellcheck disable=SC2154
load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || return
}

teardown() {
	rm -rf "${memory:-none}"
}

# write KIND N DIR: the project and the lockfile, whose name is in $lockfile then.
write() {
	node "$BATS_TEST_DIRNAME/odd-lockfiles.mjs" "$1" "$2" "$3"
	lockfile=$(find "$3" -name '*lock*' -printf '%f')
}

# instructions KIND N [OPTION...]: how many all takes up to the first package, which is not there.
instructions() {
	write "$1" "$2" "$1-$2"
	rm -r "$1-$2/package"
	cd "$1-$2" || return
	valgrind --tool=callgrind --callgrind-out-file=/dev/null \
		node-modules --lockfile "$lockfile" --project . --list list --out out --threads 1 "${@:3}" 2>log || true
	sed -n 's/.*Collected : //p' log
}

# grows_with_input KIND N [OPTION...]: four times the input takes less than five times the work.
grows_with_input() {
	local one four
	one=$(instructions "$@")
	four=$(instructions "$1" $(($2 * 4)) "${@:3}")
	echo "$*: $one, $four"
	[ "$four" -lt $((5 * one)) ]
}

@test "four times the lockfile takes less than five times the instructions" {
	needs_memory_limit
	command -v valgrind || skip "no valgrind"
	local kind
	for kind in pnpm-{importers,snapshots,suffix,chain,yaml,text} npm-{places,chain,folders} \
		bun-{root,chain,peers,versions,overrides,workspaces}; do
		case $kind in
		pnpm-importers) grows_with_input "$kind" 200 ;;
		pnpm-yaml) grows_with_input "$kind" 20000 ;;
		pnpm-text) grows_with_input "$kind" 200000 ;;
		npm-folders) grows_with_input "$kind" 50 ;;
		bun-chain) grows_with_input "$kind" 500 --layout isolated ;;
		bun-versions) grows_with_input "$kind" 200 ;;
		*) grows_with_input "$kind" 600 ;;
		esac
	done
}

@test "memory is at most 64 MB and 32 times the lockfile" {
	needs_memory_limit
	memory=$(mktemp -d /dev/shm/fragstore.XXXXXX)
	local kind count bytes
	for kind in pnpm-importers:1000 pnpm-{snapshots,suffix,chain}:10000 npm-{places,chain,deep}:10000 npm-folders:2000 \
		bun-{root,chain,peers,overrides,workspaces}:10000; do
		count=${kind#*:} kind=${kind%:*}
		write "$kind" "$count" "$memory/$kind"
		cd "$memory/$kind"
		bytes=$(stat -c %s "$lockfile")
		echo "$kind: $bytes bytes"
		(ulimit -v $((65536 + 32 * bytes / 1024)) && ulimit -t 60 &&
			node-modules --lockfile "$lockfile" --project . --list list --out out --threads 1)
		cd "$BATS_TEST_TMPDIR"
		rm -r "${memory:?}/$kind"
	done
}

@test "what no lockfile has is refused at once" {
	needs_memory_limit
	refused() { # TEXT: the lockfile, which is standard input, in a GB and ten seconds of CPU time
		cat >"$lockfile"
		fails 1 "$1" bash -c 'ulimit -v 1000000; ulimit -t 10; exec "$@"' - \
			node-modules --lockfile "$lockfile" --project . --list list --out out
		[ ! -e out ]
	}
	: >list
	echo '{"name":"p"}' >package.json
	lockfile=pnpm-lock.yaml
	{ printf 'lockfileVersion: "9.0"\na: ' && printf '%*s' 100000 '' | tr ' ' '['; } | refused "nested too deep"
	{ printf 'lockfileVersion: "9.0"\nb0: &b0 [x, x]\n' && for i in {1..30}; do printf 'b%d: &b%d [*b%d, *b%d]\n' "$i" "$i" $((i - 1)) $((i - 1)); done; } |
		refused "more values than a lockfile has"
	{ printf 'lockfileVersion: "9.0"\nb0: &b0 [x]\n' && for i in {1..100}; do printf 'b%d: &b%d [*b%d]\n' "$i" "$i" $((i - 1)); done; } | refused "nested too deep"
	for i in {1..100000}; do printf '%%TAG !%d! x\n' "$i"; done | refused "%TAG directive"
	{ printf 'lockfileVersion: "9.0"\na: [' && yes 'x,' | head -n 4500000 | tr -d '\n' && echo 'x]'; } | refused "more values than a lockfile has"
	{ printf '{"lockfileVersion":"9.0","importers":{".":{},"' && printf 'a/%.0s' {1..3000} && echo '":{}}}'; } | refused "is longer than 4095 bytes"
	{ printf "lockfileVersion: '9.0'\nimporters:\n  .: {}\npackages:\n  %0300d@1.0.0: {}\nsnapshots:\n  %0300d@1.0.0: {}\n" 1 1; } |
		refused "is not a package's name and version"
	for lockfile in pnpm-lock.yaml bun.lock package-lock.json; do
		{ printf '{"lockfileVersion":' && printf '%*s' 1000000 '' | tr ' ' '['; } | refused "more than 512 levels"
		{ printf '{"lockfileVersion":3,"a":[' && yes '[],' | head -n 5000000 | tr -d '\n' && echo '[]]}'; } | refused "values"
	done
	lockfile=package-lock.json
	{ printf '{"lockfileVersion":3,"packages":{"":{},"' && printf 'node_modules/a/%.0s' {1..10000} && echo 'b":{}}}'; } | refused "has a path that is too long"
	lockfile=bun.lock
	{ printf '{"lockfileVersion":1,"workspaces":{"":{}},"packages":{"' && printf 'a/%.0s' {1..10000} && echo 'b":["b@1.0.0","",{},""]}}'; } |
		refused "is longer than 4095 bytes"
}

@test "settings: large files are read in their size, and what is too large or asks for too much is refused" {
	needs_memory_limit
	bounded() { bash -c 'ulimit -v 1000000; ulimit -t 20; exec "$@"' - node-modules --lockfile "$lock" --project . --list list --out out --threads 1; }
	write pnpm-chain 300 "$PWD/pnpm"
	write bun-chain 300 "$PWD/bun"
	write npm-chain 300 "$PWD/npm"
	local lock file
	cd pnpm
	lock=pnpm-lock.yaml
	sed -i 's/"name"/"packageManager":"pnpm@10.33.0","name"/' package.json
	yes 'hoist-pattern[]=!x' | head -n 100 >.npmrc
	yes '# a comment' | head -n 400000 >>.npmrc
	bounded
	rm -r out
	yes 'hoist-pattern[]=*a*a*a*a*b' | head -n 300000 >.npmrc
	fails 1 "pnpm-lock.yaml: its project has too many hoist patterns for so many packages" bounded
	printf 'hoistPattern: [%s"*"]\n' "$(yes '"*a*b", ' | head -n 600000 | tr -d '\n')" >pnpm-workspace.yaml
	: >.npmrc
	fails 1 "too many hoist patterns" bounded
	{ printf 'a: ' && printf '%*s' 100000 '' | tr ' ' '['; } >pnpm-workspace.yaml
	fails 1 "pnpm-workspace.yaml: line 1: nested too deep" bounded
	{ echo 'b0: &b0 [x, x]' && for i in {1..40}; do echo "b$i: &b$i [*b$((i - 1)), *b$((i - 1))]"; done; } >pnpm-workspace.yaml
	fails 1 "more values than a lockfile has" bounded
	rm pnpm-workspace.yaml
	for file in pnpm-workspace.yaml .npmrc package.json; do
		mv "$file" "$file.kept" 2>/dev/null || true
		head -c 17M /dev/zero | tr '\0' '#' >"$file"
		fails 1 "$file: larger than 16777216 bytes" bounded
		rm "$file"
		mv "$file.kept" "$file" 2>/dev/null || true
	done
	[ ! -e out ]
	cd ../bun
	lock=bun.lock
	yes 'a = "b" # c' | head -n 800000 >bunfig.toml
	head -c 8M /dev/zero | tr '\0' 'a' >.npmrc
	bounded
	rm -r out
	for file in bunfig.toml .npmrc; do
		head -c 17M /dev/zero | tr '\0' '#' >"$file"
		fails 1 "$file: larger than 16777216 bytes" bounded
		rm "$file"
	done
	cd ../npm
	lock=package-lock.json
	head -c 17M /dev/zero | tr '\0' ' ' >package.json
	fails 1 "package.json: larger than 16777216 bytes" bounded
}
