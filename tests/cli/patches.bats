#!/usr/bin/env bats
# Patches of a project to its packages: the third field of node-modules' list.
# shellcheck disable=SC2154  # root comes from the helper

load helper

setup() {
	cd "$BATS_TEST_TMPDIR" || exit
	mkdir package
	echo '{ "name": "a", "version": "1.0.0" }' >package/package.json
	echo '{ "dependencies": { "a": "1.0.0" } }' >package.json
}

# tree [OPTION...]: unpacks the folder package, as a tarball, with the patch in the file a.patch, to out/node_modules/a.
tree() {
	rm -rf out a.tgz
	tar -czf a.tgz package
	# A folder is taken as it is.
	printf '{ "lockfileVersion": 3, "packages": { "": { "dependencies": { "a": "1.0.0" } }, "node_modules/a": { "version": "1.0.0", "integrity": "%s" } } }\n' \
		"$(sri "$([ -f "${source-a.tgz}" ] && echo "${source-a.tgz}" || echo a.tgz)")" >package-lock.json
	printf 'node_modules/a\t%s\ta.patch\n' "${source-a.tgz}" >list
	node-modules --lockfile package-lock.json --project . --list list --out out "$@"
}

# refused MESSAGE
refused() {
	run -1 tree
	echo "$output"
	[ "$output" = "node-modules: node_modules/a: a.patch$1" ]
	[ ! -e out ]
}

# As pnpm 10 and 11 and bun 1.3 and 1.4 make them.
@test "patches are applied as package managers do it, to tarballs and folders, in memory and streamed" {
	printf '%s\r\n' one two three >package/crlf.js
	(cd package && printf '%s\n' one two three | tee lf.js gone.md there.md same.md >renamed.md)
	cat >a.patch <<-'EOF'
		Text before, with
		Binary files a/x and b/x differ
		diff --git a/gone.md b/gone.md
		deleted file mode 100644
		index 4cb29ea..0000000
		diff --git a/absent.md b/absent.md
		deleted file mode 100644
		index 4cb29ea..0000000
		diff --git a/same.md b/same.md
		deleted file mode 100644
		--- a/same.md
		+++ /dev/null
		@@ -1 +0,0 @@
		-other
		diff --git a/there.md b/there.md
		new file mode 100644
		--- /dev/null
		+++ b/there.md
		@@ -0,0 +1 @@
		+new
		\ No newline at end of file
		diff --git a/Users/me/p/node_modules/a/.bun-tag-1 b/.bun-tag-1
		new file mode 100644
		index 0000000..e69de29
		diff --git a/image.png b/image.png
		index 4cb29ea..0000001 100644
		Binary files a/image.png and b/image.png differ
		diff --git a/renamed.md b/sub/renamed.md
		similarity index 100%
		rename from renamed.md
		rename to sub/renamed.md
		diff --git a/crlf.js b/crlf.js
		--- a/crlf.js
		+++ b/crlf.js
		@@ -1,3 +1,3 @@
		 one
		-two
		+--- deux
		 three
		diff --git a/lf.js b/lf.js
		--- a/lf.js
		+++ b/lf.js
	EOF
	printf '@@ -1,3 +1,4 @@\n one  \r\n-two\r\n+deux \r\n+++ trois\r\n three\r\n' >>a.patch
	printf 'diff --git a/lf.js b/lf.js\nold mode 100644\nnew mode 100755\n' >>a.patch
	local source
	for source in a.tgz package streamed.tgz; do
		# More than a worker keeps in memory.
		if [ $source = streamed.tgz ]; then
			head -c 600M /dev/zero >package/large
			tar -czf streamed.tgz package
			rm package/large
		fi
		tree
		[ "$(find out/node_modules/a -type f -printf '%P\n' | grep -v large | LC_ALL=C sort | tr '\n' ' ')" = '.bun-tag-1 crlf.js lf.js package.json sub/renamed.md there.md ' ]
		cd out/node_modules/a
		cmp crlf.js <(printf 'one\r\n--- deux\nthree\r\n')
		cmp lf.js <(printf 'one\ndeux \r\n++ trois\r\nthree\n')
		cmp there.md <(printf new)
		cmp sub/renamed.md <(printf '%s\n' one two three)
		[ -x lf.js ] && [ ! -x crlf.js ]
		cd ../../..
	done
}

@test "a folder takes the place of a file that the patch deletes" {
	echo f >package/f
	printf 'diff --git a/%s b/%s\n%s file mode 100644\n' f/index.js f/index.js new f f deleted >a.patch
	tree
	[ -f out/node_modules/a/f/index.js ]
}

# patch of the file f, with these hunks.
patch_of() { { printf '%s\n' 'diff --git a/f b/f' '--- a/f' '+++ b/f' && printf '%s\n' "$@"; } >a.patch; }

@test "hunks move by 20 lines at most, and keep their order" {
	seq 100 >package/f
	patch_of '@@ -30,2 +30,2 @@' ' 50' '-51' '+x' '@@ -90,1 +90,1 @@' '-70' '+y'
	tree
	cmp out/node_modules/a/f <(seq 100 | sed 's/^51$/x/; s/^70$/y/')
	patch_of '@@ -29,2 +29,2 @@' ' 50' '-51' '+x'
	refused ":4: does not fit 'f'; make the patch again for this version of the package"
	patch_of '@@ -50,1 +50,1 @@' '-50' '+x' '@@ -49,1 +49,1 @@' '-49' '+y'
	refused ":7: does not fit 'f'; make the patch again for this version of the package"
	printf '%s\n' a b a b >package/f
	patch_of '@@ -3,1 +3,1 @@' '-b' '+x'
	tree
	cmp out/node_modules/a/f <(printf '%s\n' a x a b)
}

@test "the end of a file" {
	local old new
	for old in 'a\nb' 'a\nb\n'; do
		for new in 'a\nc' 'a\nc\n' '' 'a'; do
			# shellcheck disable=SC2059 # they have line ends
			printf "$old" >package/f && printf "$new" >f
			git diff --no-index --no-prefix package/f f >raw || true
			sed 's,package/f,a/f,; s,\([ +]\)f$,\1b/f,; s,^diff --git.*,diff --git a/f b/f,' raw >a.patch
			tree
			cmp out/node_modules/a/f f
		done
	done
	: >a.patch
	tree
}

@test "what a patch adds is patched like the rest" {
	printf '{ "name": "a", "version": "1.0.0" }\n' >package/package.json
	cat >a.patch <<-'END'
		diff --git a/package.json b/package.json
		--- a/package.json
		+++ b/package.json
		@@ -1 +1 @@
		-{ "name": "a", "version": "1.0.0" }
		+{ "name": "a", "version": "1.0.0", "bin": "new.js" }
		diff --git a/new.js b/new.js
		new file mode 100755
		--- /dev/null
		+++ b/new.js
		@@ -0,0 +1 @@
		+#!/usr/bin/env sh
	END
	tree --shebangs --interpreter-path /bin
	[ "$(cat out/node_modules/a/new.js)" = '#!/bin/sh' ]
	grep -q '"bin": "new.js"' out/node_modules/a/package.json
}

@test "what is not a patch of this package is refused, with its line" {
	echo a >package/f
	echo nonsense >a.patch
	refused " changes no file; correct the patch"
	patch_of '@@ -1 +1 @@' '-b' '+c'
	refused ":4: does not fit 'f'; make the patch again for this version of the package"
	patch_of '@@ -1 +1 @@' '-a'
	refused ":6: is where the patch ends, within a hunk"
	patch_of '@@ -1 +1 @@' '-a' 'b'
	refused ":6: does not belong to the hunk before it"
	patch_of '@@ -x +1 @@' '-a' '+b'
	refused ":4: is not the header of a hunk"
	sed 's,[ab]/f,a/g,' <(patch_of '@@ -1 +1 @@' '-a' '+b' && cat a.patch) >other && mv other a.patch
	refused ":1: is about 'g', which the package does not have"
	printf 'diff --git "a/\\303" "b/\\303"\ndeleted file mode 100644\n' >a.patch
	refused ":1: has a quoted path; rename that file, or leave it out"
	printf 'diff --git a/g b/g\nnew file mode 100644\n--- /dev/null\n+++ b/g\n@@ -1 +1 @@\n-a\n+b\n' >a.patch
	refused ":5: has old lines for 'g', but this file is new"
	printf 'diff --git a/f/g b/f/g\nnew file mode 100644\n--- /dev/null\n+++ b/f/g\n@@ -0,0 +1 @@\n+b\n' >a.patch
	run -1 tree
	[ "$output" = "node-modules: node_modules/a: 'f' is both a file and a folder" ]
	rm a.patch
	run -1 tree
	[[ $output == "node-modules: a.patch: cannot open: No such file or directory" ]]
}

@test "a patch does not reach out of the package" {
	local name kind
	mkdir victim
	echo victim >victim/f
	for name in ../../../victim/f "$PWD/victim/f" ../victim/f sub/../../victim/f . .. a//f ./f; do
		for kind in 'deleted file mode 100644' 'new file mode 100644' 'new mode 100755' $'rename from package.json\nrename to '"$name"; do
			printf 'diff --git a/%s b/%s\n%s\n' "$name" "$name" "$kind" >a.patch
			run -1 tree
			[[ $output == "node-modules: node_modules/a: a.patch:"[1-3]": has a path that is not in the package" ]]
		done
	done
	[ "$(cat victim/f)" = victim ]
}

@test "what a patch may cost" {
	needs_memory_limit
	bounded() { (ulimit -v 1000000 && ulimit -t 20 && tree --threads 1); }
	# Each change of a file costs the bytes of the file.
	head -c 20M /dev/zero >package/f
	for _ in {1..20}; do printf 'diff --git a/f b/f\nnew mode 100755\n'; done >a.patch
	run -1 bounded
	[[ $output == *"node_modules/a: the files that its patch changes have more than 268435456 bytes" ]]
	yes '' | head -c 20M >package/f
	{ printf 'diff --git a/f b/f\n--- a/f\n+++ b/f\n@@ -1,5000000 +1,5000000 @@\n' && yes ' ' | head -n 5000000; } >a.patch
	bounded
	{ printf 'diff --git a/f b/f\n--- a/f\n+++ b/f\n' && seq 1000000 | sed 's/.*/@@ -&,1 +&,2 @@\n \n+x/'; } >a.patch
	bounded
	for _ in {1..300000}; do echo 'diff --git a/x b/x'; done >a.patch
	bounded
}
