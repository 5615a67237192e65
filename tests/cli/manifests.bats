#!/usr/bin/env bats
# cache-entry-creator --manifests as a command: options, what of a bun.lock is read, hostile lockfiles, determinism.

load helper

sri=sha512-CQpnWPrDwmP1+SMHXZhtLtJv90yiyVfluGsX5iNCVkrhQtU3TQHsUWPG9wkdk9Lgd5yNpAg9jQEo90CBaXgWMA==

setup() {
	# Not the test directory itself: bats leaves files of its own there.
	mkdir "$BATS_TEST_TMPDIR/work" && cd "$BATS_TEST_TMPDIR/work" || return
}

# lock PACKAGES [WORKSPACES]: a bun.lock with these members of its objects.
lock() {
	printf '{ "lockfileVersion": 1, "workspaces": { "": {}, %s }, "packages": { %s } }\n' "${2-}" "$1" >../bun.lock
}

# package ID [INFO]: one package.
package() {
	printf '"%s": ["%s", "", { %s }, "%s"], ' "$1" "$1" "${2-}" "$sri"
}

make_manifests() {
	cache-entry-creator --manifests ../bun.lock --bun "${1:-1.3.14}" --out "${2:-out}"
}

# refuses TEXT: the lockfile is refused in one line that names it, and nothing is left.
refuses() {
	fails 1 "cache-entry-creator: ../bun.lock: " make_manifests
	# shellcheck disable=SC2154
	[[ $stderr == *"$1"* && ${#stderr} -lt 400 ]] || { echo "got: ${stderr:0:500}" && return 1; }
	[ -z "$(ls -A)" ]
}

# shows [OUT]: the manifests as JSON, by name.
shows() {
	node --input-type=module -e '
		import { readdirSync } from "node:fs"
		const { readManifest } = await import(process.argv[1])
		for (const file of readdirSync(process.argv[2])) {
			const { format, name, expires, releases, prereleases, tags, versions } = readManifest(process.argv[2] + "/" + file)
			console.log(JSON.stringify({ file, format, name, expires, releases, prereleases, tags, versions }))
		}' "$BATS_TEST_DIRNAME/../fidelity/manifest.mjs" "$PWD/${1:-out}"
}

@test "wrong usage ends with 2 and names the option" {
	lock ''
	fails 2 "'--bun'" cache-entry-creator --manifests ../bun.lock --out o
	fails 2 "'--bun'" cache-entry-creator --bun 1.3.14 --name x@1.0.0 --package t --out o
	fails 1 "bun.lock: the manifests of bun '1.3' are not known; give a full version of bun 1.2, 1.3 or 1.4, such as 1.3.14" cache-entry-creator --manifests ../bun.lock --bun 1.3 --out o
	fails 2 "'--out'" cache-entry-creator --manifests ../bun.lock --bun 1.3.14
	fails 2 "'--manifests'" cache-entry-creator --manifests ../bun.lock --bun 1.3.14 --out o --name x@1.0.0
	fails 2 "'--manifests'" cache-entry-creator --manifests ../bun.lock --bun 1.3.14 --out o --list l
	[ -z "$(ls -A)" ]
}

@test "a bun whose manifests are not known is refused" {
	lock "$(package is-odd@3.0.1)"
	for bun in 1.1.45 1.5.0 2.0.0 1.4 latest ''; do
		fails 1 "bun.lock: the manifests of bun '$bun' are not known; give a full version of bun 1.2, 1.3 or 1.4, such as 1.3.14" cache-entry-creator --manifests ../bun.lock --bun "$bun" --out out
	done
	[ -z "$(ls -A)" ]
}

@test "the format goes by bun's version" {
	lock "$(package is-odd@3.0.1)"
	for pair in 1.2.0:5 1.2.22:5 1.2.23:6 1.3.0:7 1.3.14:7 1.4.3:7 1.4.4:8 1.4.5:8 1.4.17:8 1.4.5-canary.1:8; do
		make_manifests "${pair%:*}" "$pair"
		[[ $(shows "$pair") == *"\"format\":\"${pair#*:}\",\"name\":\"is-odd\",\"expires\":4294967295,"* ]]
	done
}

@test "one manifest a package, named by bun's hash; versions in order, each once; prereleases apart" {
	lock "$(package a@10.0.0 && package a@9.0.0 && package a@11.0.0-rc.2 && package a@11.0.0-rc.10 && package a@9.0.0+build.1)
		\"x/a\": [\"a@9.0.0\", \"\", {}, \"\"], \"is-odd\": [\"is-odd@3.0.1\", \"\", {}, \"\"],"
	make_manifests
	run shows
	[ "${#lines[@]}" -eq 2 ]
	[[ $output == *'"11e2af7323ef853b.npm","format":"7","name":"is-odd"'* ]]
	[[ $output == *'"releases":["9.0.0","9.0.0+build.1","10.0.0"],"prereleases":["11.0.0-rc.2","11.0.0-rc.10"],"tags":{"latest":"10.0.0"}'* ]]
}

@test "dist-tags are what the workspaces have by them; latest is the highest where none says" {
	lock '"a": ["a@1.0.0", "", {}, ""], "w/a": ["a@2.0.0-x", "", {}, ""], "alias": ["b@1.0.0", "", {}, ""],
		"c": ["c@1.0.0", "", {}, ""], "w/c": ["c@3.0.0", "", {}, ""], "d": ["d@1.0.0-a", "", {}, ""],
		"e": ["e@github:x/e#1", {}, "x-e-1"],' \
		'"packages/w": { "name": "w", "dependencies": { "a": "next", "alias": "npm:b@beta", "c": "^3.0.0", "d": "x", "e": "tagged", "gone": "next" } },
		"packages/v": { "name": "v", "devDependencies": { "c": "catalog:", "a": "v1" } }'
	sed -i 's/^{/{ "catalog": { "c": "latest" },/' ../bun.lock
	make_manifests
	run shows
	for tags in '"a",*"tags":{"next":"2.0.0-x","latest":"1.0.0"}' '"b",*"tags":{"beta":"1.0.0","latest":"1.0.0"}' \
		'"c",*"tags":{"latest":"1.0.0"}' '"d",*"tags":{"latest":"1.0.0-a"}'; do
		# shellcheck disable=SC2053  # a pattern
		[[ $output == *$tags* ]] || { echo "$output" && false; }
	done
	[ "${#lines[@]}" -eq 4 ]
}

@test "what the lockfile says of a package is in its manifest" {
	lock "$(package @s/n@1.0.0 '"dependencies": { "a-rather-long-name": "^1.0.0", "b": "*" }, "optionalDependencies": { "c": "1" },
		"peerDependencies": { "p": "1", "q": "2" }, "optionalPeers": ["q"], "bin": { "x": "x.js", "y": "y.js" },
		"os": ["linux", "darwin"], "cpu": "!x64", "libc": "musl", "hasInstallScript": true')
		$(package m@1.0.0 '"binDir": "./bin", "os": "none"') \"o\": [\"o@1.0.0+b\", \"http://127.0.0.1/o.tgz\", { \"bin\": \"./cli\" }, \"\"],"
	make_manifests
	run shows
	for part in '"dependencies":{"a-rather-long-name":"^1.0.0","b":"*"}' '"optionalDependencies":{"c":"1"}' \
		'"peerDependencies":{"q":"2","p":"1"},"optionalPeers":["q"]' '"bin":{"x":"x.js","y":"y.js"}' \
		'"url":"https://registry.npmjs.org/@s/n/-/n-1.0.0.tgz","os":20,"cpu":2046,"libc":4,"hasInstallScript":1' \
		'"bin":[3,"./bin"],"url":"https://registry.npmjs.org/m/-/m-1.0.0.tgz","os":0,"cpu":4094,"libc":0,"hasInstallScript":0' \
		'"integrity":"0 AAAA' '"bin":[1,"./cli"],"url":"http://127.0.0.1/o.tgz"' "\"integrity\":\"4 ${sri#sha512-}\""; do
		[[ $output == *"$part"* ]] || { echo "no $part in $output" && false; }
	done
}

@test "comments and trailing commas are read, those in strings left alone" {
	cat >../bun.lock <<-END
	// a comment, with "quotes
	{ "lockfileVersion": 2, /* another, ] */ "workspaces": { "": {}, },
	  "packages": {
	    "a": ["a@1.0.0", "", { "bin": { "x": "a,]//b/*,}\\\\\",}", }, }, "", /* , */ ], // ,
	  },
	}
	END
	make_manifests
	run shows
	[[ $output == *'"bin":{"x":"a,]//b/*,}\\\",}"}'* ]]
}

@test "what does not come from a registry has no manifest; a lockfile without packages makes an empty folder" {
	lock '"w": ["w@workspace:packages/w"], "g": ["g@github:a/b#c", {}, "a-b-c"], "t": ["t@./t.tgz", {}],
		"u": ["u@https://h/u.tgz", {}, "'$sri'"], "f": ["f@file:f", {}], "r": ["r@root:", { "bin": "x" }]'
	make_manifests
	[ -z "$(ls -A out)" ]
}

@test "the same bytes whatever the umask, the locale, the time and the order of the lockfile" {
	lock "$(package a@1.0.0 '"dependencies": { "b": "1", "c": "2" }' && package a@2.0.0-rc && package b@1.0.0)"
	make_manifests 1.4.5 one
	lock "$(package b@1.0.0 && package a@2.0.0-rc && package a@1.0.0 '"dependencies": { "b": "1", "c": "2" }')"
	(umask 077 && LC_ALL=tr_TR.UTF-8 TZ=Asia/Tokyo make_manifests 1.4.5 two)
	[ "$(tree one)" = "$(tree two)" ]
	[ "$(stat -c %a one one/*.npm | sort -u | tr '\n' ' ')" = "644 755 " ]
}

@test "a missing, empty, cut off or over-long lockfile, and one that is not a lockfile" {
	rm -f ../bun.lock
	refuses 'No such file'
	lock "$(package a@1.0.0)"
	head -c 60 ../bun.lock >../cut && mv ../cut ../bun.lock
	refuses 'line '
	for text in '' 'lockfileVersion: 9.0' '[]' '{}' '"x"' '/*' '// ' '"' '{ "lockfileVersion": "1" }' '{ "lockfileVersion": 4 }' '{ "lockfileVersion": -1 }'; do
		printf '%s' "$text" >../bun.lock
		refuses ''
	done
	truncate -s 65M ../bun.lock
	refuses 'larger than'
}

@test "wrong types" {
	for package in '"a"' '[]' '[1]' '["a@1.0.0", ""]' '["a@1.0.0", "", []]' '["a@1.0.0", "", {}]' '["a@1.0.0", "", {}, 1]' '["a@1.0.0", "", [], ""]'; do
		lock "\"a\": $package"
		refuses "package 'a'"
	done
	for field in dependencies optionalDependencies peerDependencies optionalPeers bin binDir os cpu libc; do
		for value in 1 '[1]' '{ "x": [] }' null; do
			lock "$(package a@1.0.0 "\"$field\": $value")"
			refuses "\"$field\" has a wrong type"
		done
	done
	lock '"a": ["a@1.0.0", "", {}, "sha512-short"]'
	refuses 'sha512'
	echo '{ "lockfileVersion": 1, "packages": [] }' >../bun.lock
	refuses '"packages" is not an object'
}

@test "names and versions that are none" {
	for id in a '' @ a@ a@latest a@1.0 a@1.0.0.0 a@1.0.0- a@v1.0.0 ../a@1.0.0 a/b@1.0.0 @a/../b@1.0.0 ..@1.0.0 @/a@1.0.0 \
		'a\u0001@1.0.0' a@99999999999999999999.0.0 'git:abc' 'tarball:x@1.0.0'; do
		lock "$(package "$id")"
		refuses 'is not NAME@VERSION'
	done
	lock "$(package 'a\u0000b@1.0.0')"
	refuses 'line 1'
}

@test "deep nesting, and strings of 10 and 100 MB" {
	{
		printf '{ "lockfileVersion": 1, "packages": '
		head -c 1000000 /dev/zero | tr '\0' '['
	} >../bun.lock
	refuses 'line 1'
	long() { head -c "${1:-10M}" /dev/zero | tr '\0' a; }
	{ printf '{ "lockfileVersion": 1, "packages": { "a": ["' && long && printf '@1.0.0", "", {}, ""] } }'; } >../bun.lock
	refuses 'is not NAME@VERSION'
	{ printf '{ "lockfileVersion": 1, "packages": { "' && long && printf '": [] } }'; } >../bun.lock
	refuses 'aaa'
	{ printf '{ "lockfileVersion": 1, "packages": { "' && long 100M && printf '": [] } }'; } >../bun.lock
	refuses 'larger than'
	{ printf '{ "lockfileVersion": 1, "packages": { "a": ["a@1.0.0", "", { "bin": "' && long && printf '" }, ""] } }'; } >../bun.lock
	make_manifests
	[ "$(stat -c %s out/*.npm)" -gt 10000000 ]
}
