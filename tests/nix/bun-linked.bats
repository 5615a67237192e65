#!/usr/bin/env bats
# What a linked store of bun's is made from.

# root, bin, lockfiles and the functions come from the helper.
# shellcheck disable=SC2154
load helper

fixture=$BATS_TEST_DIRNAME/../e2e/fixtures/bun-features

# The manifests and files that projectManifests takes of a project, a Nix expression.
manifests() {
	echo "(import $root/nix/bun/projectManifests.nix {
		src = $1;
		lock = import $root/nix/bun/readLock.nix ($1 + \"/bun.lock\");
		tarballs = [ \"vendor/a.tgz\" \"../b.tgz\" ];
	})"
}

setup() {
	project=$BATS_TEST_TMPDIR/project
	cp -r "$fixture" "$project"
}

@test "manifests without scripts, patches, tarballs and folders are all that is looked at" {
	local files
	mkdir -p "$project/vendor/folder/deep"
	touch "$project"/{.env,vendor/a.tgz,vendor/b.tgz,vendor/folder/deep/file} "$BATS_TEST_TMPDIR/b.tgz"
	sed -i 's|"packages": {|&\n    "folder": ["folder@file:./vendor/folder", {}],|' "$project/bun.lock"
	[ "$(evaluate "builtins.attrNames $(manifests "$project").manifests")" = '["package.json","packages/app/package.json","packages/lib/package.json"]' ]
	[ "$(evaluate "$(manifests "$project").manifests.\"packages/app/package.json\" ? scripts")" = false ]
	[ "$(evaluate "$(manifests "$project").manifests.\"packages/app/package.json\".dependencies.ms")" = '"catalog:"' ]

	files=$(evaluate "$(manifests "$project").files" --read-write-mode | tr -d '"')
	[ "$(cd "$files" && find . -type f | sort)" = "./patches/@sindresorhus%2Fis@4.6.0.patch
./patches/is-odd@3.0.1.patch
./patches/node-pty@1.1.0.patch
./vendor/a.tgz
./vendor/folder/deep/file" ]
}

@test "the same from a path, from the string of one, and from a directory of the Nix store; and nothing else is read" {
	local from_path source
	from_path=$(evaluate "$(manifests "$fixture").files")
	[ "$(evaluate "$(manifests "\"$fixture\"").files")" = "$from_path" ]
	source="(builtins.path { path = $fixture; name = \"source\"; })"
	[ "$(evaluate "$(manifests "$source").files" --read-write-mode)" = "$from_path" ]
	[ "$(evaluate "$(manifests "{ outPath = $source; }.outPath").files" --read-write-mode)" = "$from_path" ]
	[ "$(evaluate "$(manifests "$fixture").files" --option restrict-eval true -I "$root/nix" -I "$fixture")" = "$from_path" ]
}

@test "what is not in the project is named" {
	sed -i 's|"packages/lib": {|"../lib": {|' "$project/bun.lock"
	[ "$(failure "$(manifests "$project").manifests")" = "fetchBunDeps: src: the workspace '../lib' is outside of $project" ]
	sed -i 's|"../lib": {|"packages/tool": {|' "$project/bun.lock"
	[ "$(failure "$(manifests "$project").manifests")" = \
		"fetchBunDeps: src: there is no packages/tool/package.json in $project, but bun.lock has a workspace 'packages/tool'; give the folder of bun.lock" ]
	sed -i 's|"packages": {|&\n    "folder": ["folder@file:../folder", {}],|' "$project/bun.lock"
	[ "$(failure "$(manifests "$project").files")" = \
		"fetchBunDeps: src: 'folder@file:../folder' is a folder outside of $project, so its contents are not known; leave out \`linked\`" ]
	echo '[]' >"$project/package.json"
	[ "$(failure "$(manifests "$project").manifests")" = "fetchBunDeps: src: package.json is not a JSON object: it does not begin with {; correct it" ]
}
