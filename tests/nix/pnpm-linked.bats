#!/usr/bin/env bats
# What a linked store of pnpm's is made from, and what it cannot be made from.

# root, bin, lockfiles and the functions come from the helper.
# shellcheck disable=SC2154
load helper

fixture=$BATS_TEST_DIRNAME/../e2e/fixtures/server

# The manifests and files that projectManifests takes of a project, a Nix expression.
manifests() {
	echo "(import $root/nix/pnpm/projectManifests.nix {
		src = $1;
		lock = import $root/nix/pnpm/readLock.nix ($1 + \"/pnpm-lock.yaml\");
	})"
}

# What fetchPnpmDeps says to a linked store with the arguments given.
refusal() {
	failure "((import $root { bin = $bin; system = \"x86_64-linux\"; }).fetchPnpmDeps ({
		linked = true;
		pnpm = \"12.21.0\";
	} // { $1 })).outPath"
}

@test "manifests without scripts, settings and patches are all that is looked at" {
	local project=$BATS_TEST_TMPDIR/project files
	cp -r "$fixture" "$project"
	mkdir "$project/docs"
	touch "$project"/{.pnpmfile.cjs,docs/a.patch,.env}
	printf 'registry=https://one.example.org/\n hoist-pattern[] = a*\nhoist=false\nhoisted=1\n//one.example.org/:_authToken=secret\n' >"$project/.npmrc"
	[ "$(evaluate "builtins.attrNames $(manifests "$project").manifests")" = '[".npmrc","package.json"]' ]
	[ "$(evaluate "$(manifests "$project").manifests.\".npmrc\"")" = '" hoist-pattern[] = a*\nhoist=false"' ]
	[ "$(evaluate "$(manifests "$project").manifests.\"package.json\" ? scripts")" = false ]
	[ "$(evaluate "$(manifests "$project").manifests.\"package.json\".dependencies.express")" = '"5.1.0"' ]

	files=$(evaluate "$(manifests "$project").files" --read-write-mode | tr -d '"')
	[ "$(cd "$files" && find . -type f | sort)" = "./.pnpmfile.cjs
./patches/is-odd@3.0.1.patch
./pnpm-workspace.yaml" ]
}

@test "of an importer's own .npmrc it is kept that there is one" {
	local project=$BATS_TEST_TMPDIR/project
	mkdir -p "$project"/packages/{a,b}
	printf 'lockfileVersion: "9.0"\nimporters:\n  .: {}\n  packages/a: {}\n  packages/b: {}\n' >"$project/pnpm-lock.yaml"
	echo '{}' | tee "$project"/packages/{a,b}/package.json >"$project/package.json"
	echo '//one.example.org/:_authToken=secret' >"$project/packages/b/.npmrc"
	[ "$(evaluate "builtins.attrNames $(manifests "$project").manifests")" = '["package.json","packages/a/package.json","packages/b/.npmrc","packages/b/package.json"]' ]
	[ "$(evaluate "$(manifests "$project").manifests.\"packages/b/.npmrc\"")" = '""' ]
}

@test "of an .npmrc, what tools/pnpm/settings.c reads is kept" {
	diff <(grep -oE 'find_(flag|text|patterns)\(from, "[a-z-]+"' "$root/tools/pnpm/settings.c" | sed 's/.*"\(.*\)"/\1/' | sort -u) \
		<(sed -n '/npmrcSettings = \[/,/\]/s/^ *"\(.*\)"$/\1/p' "$root/nix/pnpm/projectManifests.nix" | sort)
}

@test "the same from a path, from the string of one, and from a directory of the Nix store; and nothing else is read" {
	local from_path source
	from_path=$(evaluate "$(manifests "$fixture").files")
	[ "$(evaluate "$(manifests "\"$fixture\"").files")" = "$from_path" ]
	[ "$(evaluate "(import $root/nix/pnpm/projectManifests.nix {
		src = \"$fixture/../server/\";
		lock = import $root/nix/pnpm/readLock.nix $fixture/pnpm-lock.yaml;
	}).files")" = "$from_path" ]
	source="(builtins.path { path = $fixture; name = \"source\"; })"
	[ "$(evaluate "$(manifests "$source").files" --read-write-mode)" = "$from_path" ]
	[ "$(evaluate "$(manifests "{ outPath = $source; }.outPath").files" --read-write-mode)" = "$from_path" ]
	[ "$(evaluate "$(manifests "$fixture").files" --option restrict-eval true -I "$root/nix" -I "$fixture")" = "$from_path" ]
}

@test "every importer of a workspace has a manifest, and is inside of the project" {
	local workspace=$BATS_TEST_TMPDIR/workspace
	cp -r "$BATS_TEST_DIRNAME/../e2e/fixtures/workspace" "$workspace"
	[ "$(evaluate "builtins.attrNames $(manifests "$workspace").manifests")" = \
		'["package.json","packages/app/package.json","packages/lib/package.json","packages/tool/package.json"]' ]

	# The root does not need one, if it has no packages.
	rm "$workspace/package.json"
	sed -i '/^  [.]:$/,/^$/c\  .: {}\n' "$workspace/pnpm-lock.yaml"
	[[ $(evaluate "builtins.attrNames $(manifests "$workspace").manifests") == '["packages/app/package.json"'* ]]

	rm "$workspace/packages/tool/package.json"
	[ "$(failure "$(manifests "$workspace").manifests")" = \
		"fetchPnpmDeps: src: there is no packages/tool/package.json in $workspace, but pnpm-lock.yaml has an importer 'packages/tool'; give the folder of pnpm-lock.yaml" ]

	echo '{ "name": ' >"$workspace/packages/tool/package.json"
	[ "$(failure "$(manifests "$workspace").manifests")" = "fetchPnpmDeps: src: packages/tool/package.json is not a JSON object: line 1: it is cut off there; correct it" ]

	sed -i 's|^  packages/tool:|  ../tool:|' "$workspace/pnpm-lock.yaml"
	[ "$(failure "$(manifests "$workspace").manifests")" = "fetchPnpmDeps: src: the importer '../tool' is outside of $workspace" ]
}

@test "patches whose names or folders have blanks" {
	local project=$BATS_TEST_TMPDIR/project files
	cp -r "$fixture" "$project"
	mv "$project/patches" "$project/my patches"
	sed -i 's|patches/|my patches/|' "$project/pnpm-workspace.yaml"
	files=$(evaluate "$(manifests "$project").files" --read-write-mode | tr -d '"')
	[ -f "$files/my patches/is-odd@3.0.1.patch" ]
}

@test "a lockfile in another folder: src must be given" {
	local lockfile=$BATS_TEST_TMPDIR/pnpm-lock.yaml
	cp "$fixture/pnpm-lock.yaml" "$lockfile"
	[ "$(failure "$(manifests "$BATS_TEST_TMPDIR").manifests")" = \
		"fetchPnpmDeps: src: there is no package.json in $BATS_TEST_TMPDIR, but pnpm-lock.yaml has an importer '.'; give the folder of pnpm-lock.yaml" ]
}

@test "a src that is not a folder, or does not exist yet" {
	local src
	of() { failure "(import $root/nix/pnpm/projectManifests.nix { src = $1; lock.importers.\".\" = { }; }).manifests"; }
	for src in null 3 '"."'; do
		[ "$(of "$src")" = "fetchPnpmDeps: src: it is not the path of a folder; give the folder of pnpm-lock.yaml" ]
	done
	src=$(of '(derivation { name = "source"; system = "x86_64-linux"; builder = "/bin/sh"; })')
	[[ $src == "fetchPnpmDeps: src: /nix/store/"*"-source does not exist while Nix evaluates; give the folder of pnpm-lock.yaml in your project as a path" ]]
}

@test "what cannot be linked is named" {
	local folder
	[ "$(refusal "lockfile = $fixture/pnpm-lock.yaml; linked = 1;")" = "fetchPnpmDeps: linked is 1, but must be true or false, without quotes: \`linked = true;\`" ]
	folder=$(lock_of "  dir@file:local:
    resolution: {directory: local, type: directory}")
	[[ $(refusal "lockfile = $folder;") == "fetchPnpmDeps: linked: $folder: 'dir@file:local' is a folder of the project that pnpm copies into node_modules, "* ]]
}

@test "a patch needs no nixpkgs, and a package with one no derivation of its own" {
	local project=$BATS_TEST_TMPDIR/project tree
	cp -r "$BATS_TEST_DIRNAME/../e2e/fixtures/features" "$project"
	cp "$project/locks/v11.yaml" "$project/pnpm-lock.yaml"
	tree=$(build "(import $root { bin = $bin; system = \"x86_64-linux\"; }).fetchPnpmDeps { lockfile = $project/pnpm-lock.yaml; pnpm = \"12.21.0\"; linked = true; }")
	grep -q patched "$tree"/tree/node_modules/.pnpm/is-odd@3.0.1*/node_modules/is-odd/index.js
	[ "$(nix-store --query --references "$(nix-store --query --deriver "$tree")" | grep -c 'is-odd')" = 1 ]
}
