#!/usr/bin/env bats
# The reader of pnpm-lock.yaml: what it reads equals what another implementation of YAML reads, and what it does not
# understand it refuses.

# root, bin, lockfiles and peers come from the helper.
# shellcheck disable=SC2154
load helper

same() {
	read_lock "$1" | equals_yaml "$1"
}

@test "a lockfile of pnpm 9" { same "$lockfiles/pnpm9.yaml"; }
@test "a lockfile of pnpm 10" { same "$lockfiles/pnpm10.yaml"; }
@test "a lockfile of pnpm 11, of two documents" {
	head -1 "$lockfiles/pnpm11.yaml" | grep -qx -- ---
	same "$lockfiles/pnpm11.yaml"
}
@test "a lockfile of pnpm 12, of two documents" {
	head -1 "$lockfiles/pnpm12.yaml" | grep -qx -- ---
	same "$lockfiles/pnpm12.yaml"
}
@test "everything that js-yaml can emit there" { same "$lockfiles/odd.yaml"; }

@test "CRLF line ends and a byte order mark" {
	local file=$BATS_TEST_TMPDIR/crlf.yaml
	for lock in odd pnpm12; do
		{ printf '\xef\xbb\xbf'; sed 's/$/\r/' "$lockfiles/$lock.yaml"; } >"$file"
		diff <(read_lock "$file") <(read_lock "$lockfiles/$lock.yaml")
	done
}

# What formatters make of a lockfile that pnpm wrote.
@test "a lockfile that Prettier has formatted" {
	same "$lockfiles/prettier.yaml"
}
@test "a lockfile of other programs: quotes, flow and block, lines folded, lists indented or not" {
	local file=$BATS_TEST_TMPDIR/written.yaml lock options
	for lock in pnpm9 pnpm12; do
		for options in '{}' '{ defaultStringType: "QUOTE_DOUBLE", lineWidth: 50 }' \
			'{ defaultStringType: "QUOTE_SINGLE", lineWidth: 50, defaultKeyType: "PLAIN" }' \
			'{ indentSeq: false, indent: 4, lineWidth: 40, blockQuote: false }' '{ collectionStyle: "flow", lineWidth: 60 }'; do
			# shellcheck disable=SC2016 # of JavaScript
			NODE_PATH=$root/build/peers/node_modules node -e '
				const yaml = require("yaml"), [ , lock, options ] = process.argv;
				const project = yaml.parseAllDocuments(require("fs").readFileSync(lock, "utf8")).at(-1).toJS();
				const { collectionStyle, ...rest } = eval(`(${options})`);
				const document = new yaml.Document(project, { aliasDuplicateObjects: false });
				if (collectionStyle) yaml.visit(document.get("packages"), { Map: (key, node, path) => { if (path.length > 2) node.flow = true; } });
				console.log(document.toString(rest));' "$lockfiles/$lock.yaml" "$options" >"$file"
			same "$file"
		done
	done
}
@test "comments, values on lines of their own, and lists as far out as their key" {
	local file=$BATS_TEST_TMPDIR/people.yaml
	cat >"$file" <<-'EOF'
		# what this is
		lockfileVersion: '9.0' # of pnpm 9
		# between
		importers:
		    # deeper
		  .:
		    dependencies: # of the app
		# further out
		      a:
		        specifier: "it's # no comment" # one
		        version:
		          1.0.0
		packages: {
		  a@1.0.0: { # flow
		    resolution: { integrity: sha512-AAAA, }, # trailing
		    "os":[linux, it's, 'a # b'], # it's
		  },
		}
		list: # of three
		- one # first
		# and
		- two words
		  here
		- "three \
		  \ folded

		  too"
		empty:
		  # nothing
		last: one
		  two
	EOF
	same "$file"
}

@test "no newline at the end of the file, and no packages" {
	local file=$BATS_TEST_TMPDIR/short.yaml
	printf "lockfileVersion: '9.0'" >"$file"
	[ "$(read_lock "$file")" = '{"lockfileVersion":"9.0","packages":{},"snapshots":{}}' ]
}

@test "works under pure and restricted evaluation" {
	local expression="builtins.attrNames (import $root/nix/pnpm/readLock.nix $lockfiles/pnpm12.yaml).packages"
	evaluate "$expression" --option restrict-eval true -I "$root/nix" -I "$lockfiles" | grep -q '"react@19.0.0"'
	# Pure evaluation reads nothing but what the flake holds.
	local flake=$BATS_TEST_TMPDIR/flake
	mkdir "$flake"
	cp -r "$root/nix" "$lockfiles/pnpm12.yaml" "$flake"
	cat >"$flake/flake.nix" <<-'EOF'
		{ outputs = _: { names = builtins.attrNames (import ./nix/pnpm/readLock.nix ./pnpm12.yaml).packages; }; }
	EOF
	nix --extra-experimental-features 'nix-command flakes' eval --json --no-write-lock-file "path:$flake#names" \
		| grep -q '"react@19.0.0"'
}

@test "an older lockfile is refused" {
	local file=$BATS_TEST_TMPDIR/old.yaml
	printf "lockfileVersion: '6.0'\n" >"$file"
	run failure "import $root/nix/pnpm/readLock.nix $file"
	[ "$output" = "$file: lockfileVersion 6.0 is not 9.0; run \`pnpm install --lockfile-only\`, which writes the file again, with pnpm 9 or later" ]
	printf "lockfileVersion: 5.4\n" >"$file"
	run failure "import $root/nix/pnpm/readLock.nix $file"
	[[ "$output" == *"lockfileVersion 5.4"*" is not 9.0"* ]]
}

@test "a newer lockfile is refused" {
	local file=$BATS_TEST_TMPDIR/new.yaml
	printf "lockfileVersion: '10.0'\n" >"$file"
	run failure "import $root/nix/pnpm/readLock.nix $file"
	[[ "$output" == "$file: lockfileVersion 10.0 is newer than this fragstore knows"* ]]
}

@test "a file that is not a lockfile is refused" {
	local file=$BATS_TEST_TMPDIR/other.yaml
	printf "name: x\n" >"$file"
	run failure "import $root/nix/pnpm/readLock.nix $file"
	[[ "$output" == "$file: it has no lockfileVersion"* ]]
	: >"$file"
	run failure "import $root/nix/pnpm/readLock.nix $file"
	[[ "$output" == "$file: it has no lockfileVersion"* ]]
}

@test "merge conflict markers are refused" {
	local file=$BATS_TEST_TMPDIR/conflict.yaml
	sed 's/^packages:$/<<<<<<< HEAD\n&\n=======\n>>>>>>> other/' "$lockfiles/pnpm9.yaml" >"$file"
	run failure "import $root/nix/pnpm/readLock.nix $file"
	[ "$output" = "$file: it has merge conflict markers (<<<<<<<, =======, >>>>>>>); run \`pnpm install\`, which resolves them, and commit the result" ]
}

@test "what is not understood is refused, with file, place and text" {
	local file entry message
	while IFS='|' read -r entry message; do
		file=$(lock_of "$(printf '%b' "$entry")")
		echo "# $entry" >&2
		run failure "import $root/nix/pnpm/readLock.nix $file"
		echo "$output" >&2
		[[ "$output" == "$file: $message"*"; run \`pnpm install --lockfile-only\`, which writes the file again" ]]
	done <<-'EOF'
		  a@1.0.0:\n    x: &anchor 1|packages.'a@1.0.0'.'x': not written as pnpm writes it: &anchor 1
		  a@1.0.0:\n    x: *alias|packages.'a@1.0.0'.'x': not written as pnpm writes it: *alias
		  a@1.0.0:\n    x: !!str 1|packages.'a@1.0.0'.'x': not written as pnpm writes it: !!str 1
		  a@1.0.0:\n    x: 'open|packages.'a@1.0.0'.'x': a quote is not closed
		  a@1.0.0:\n    x: "a" b|packages.'a@1.0.0'.'x': a quote is not closed, or there is text after it
		  a@1.0.0:\n    x: [a, b|packages.'a@1.0.0'.'x': not a flow collection as pnpm writes it: [a, b
		  a@1.0.0:\n    x: {a: 1, a: 2}|packages.'a@1.0.0'.'x': a key is there twice
		  a@1.0.0:\n    x: {a: 1} b|packages.'a@1.0.0'.'x': not a flow collection as pnpm writes it
		  a@1.0.0:\n    x: a: b|packages.'a@1.0.0'.'x': not written as pnpm writes it: a: b
		  a@1.0.0:\n    x: 0x1F|packages.'a@1.0.0'.'x': a number or date of a kind that pnpm does not write: 0x1F
		  a@1.0.0:\n    x: 1e3|packages.'a@1.0.0'.'x': a number or date of a kind that pnpm does not write: 1e3
		  a@1.0.0:\n    x: 2020-01-01|packages.'a@1.0.0'.'x': a number or date of a kind that pnpm does not write: 2020-01-01
		  a@1.0.0:\n    x: "\\0"|packages.'a@1.0.0'.'x': a NUL in a double-quoted value
		  a@1.0.0:\n    x: "\\q"|packages.'a@1.0.0'.'x': unknown escape
		  a@1.0.0:\n    x: \x7c9x\n      y|packages.'a@1.0.0'.'x': not the header of a block scalar
		  a@1.0.0:\n    x: 1\n    x: 2|packages.'a@1.0.0': a key is there twice: x
		  a@1.0.0: {}\n  a@1.0.0: {}|packages: a key is there twice: a@1.0.0
		  a@1.0.0:\n    x: \x7c-\n      one\n     two|packages.'a@1.0.0'.'x': a line of a block scalar is not indented enough:      two
		  a@1.0.0:\n    - x\n    y: 1|packages.'a@1.0.0'[1]: expected '- ', found: y: 1
		  a@1.0.0:\n    ? x\n    y: 1|packages.'a@1.0.0': '? ' with no ': ' after it: ? x
		  a@1.0.0:\n    : x|packages.'a@1.0.0': ': ' with no '? ' before it: : x
		  b@1.0.0: {}\n  a@1.0.0|packages: expected 'key: value', found: a@1.0.0
		  a@1.0.0:\n    x: [a,\n      b|packages.'a@1.0.0'.'x': not a flow collection as pnpm writes it: [a, b
		  a@1.0.0:\n    x: {a: b c: d}|packages.'a@1.0.0'.'x': not a flow collection as pnpm writes it
		\ta@1.0.0: 1|not written as pnpm writes it
	EOF
}

@test "marks of documents, directives and comments before and after a lockfile" {
	local file=$BATS_TEST_TMPDIR/marked.yaml before after
	for before in '---\n' '--- # why\n' '# why\n\n---\n' '%%YAML 1.2\n# why\n---\n' '# why\n' '---\nabout: pnpm\n---\n' '# why\n---\nabout: pnpm\n--- # of the project\n' '%%YAML 1.2\n---\nabout: pnpm\n...\n---\n'; do
		for after in '' '...\n' '...\n\n'; do
			# shellcheck disable=SC2059 # it has escapes
			{ printf -- "$before" && cat "$lockfiles/pnpm9.yaml" && printf -- "$after"; } >"$file"
			echo "$before|$after"
			cmp <(read_lock "$file") <(read_lock "$lockfiles/pnpm9.yaml")
		done
	done
	# What is about pnpm itself is found, too.
	{ printf '\xef\xbb\xbf%%YAML 1.2\n# why\n' && cat "$lockfiles/pnpm12.yaml"; } >"$file"
	diff <(evaluate "import $root/nix/pnpm/readEnvironment.nix $file") <(evaluate "import $root/nix/pnpm/readEnvironment.nix $lockfiles/pnpm12.yaml")
	[ "$(evaluate "(import $root/nix/pnpm/readEnvironment.nix $file).packages != { }")" = true ]
}

@test "pnpm-workspace.yaml: anchors, tags and merges in what is not needed, and in what is needed a line" {
	local file=$BATS_TEST_TMPDIR/pnpm-workspace.yaml
	printf '%%YAML 1.2\n# why\n---\nanchors: &some { a: 1.0.0 }\ncatalog:\n  <<: *some\n  b: !!str 1\nsharedWorkspaceLockfile: false\nregistries: *other\n...\n' >"$file"
	[ "$(evaluate "(import $root/nix/pnpm/workspaceSettings.nix $file).sharedWorkspaceLockfile")" = false ]
	run failure "(import $root/nix/pnpm/workspaceSettings.nix $file).registries"
	[ "$output" = "$file: registries: not written as pnpm writes it: *other; write it without anchors, tags and tabs" ]
}

@test "three documents are refused" {
	local file=$BATS_TEST_TMPDIR/three.yaml
	printf -- "---\nlockfileVersion: '9.0'\n---\nlockfileVersion: '9.0'\n---\nlockfileVersion: '9.0'\n" >"$file"
	run failure "import $root/nix/pnpm/readLock.nix $file"
	[[ "$output" == "$file: expected one YAML document about pnpm and one about the project, found 3 documents"* ]]
}
