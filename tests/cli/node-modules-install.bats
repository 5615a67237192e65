#!/usr/bin/env bats
# node-modules --install and --refresh: what happens to a project. In Nix they are in tests/e2e, as the hooks use them.

# root comes from the helper.
# shellcheck disable=SC2154
load helper

# A project with a workspace packages/lib, which has a command.
setup() {
	cd "$BATS_TEST_TMPDIR" || return
	for name in a @s/b; do
		mkdir -p "$name/package"
		echo "{\"name\":\"$name\",\"version\":\"1.0.0\",\"bin\":{\"${name#*/}\":\"x.js\"}}" >"$name/package/package.json"
		echo '#!/usr/bin/env node' >"$name/package/x.js"
		tar -czf "${name#*/}.tgz" -C "$name" package
	done
	mkdir -p project/packages/lib victim/node_modules
	touch victim/node_modules/file
	echo '{"name":"app","dependencies":{"a":"1.0.0","lib":"workspace:*"}}' >project/package.json
	echo '{"name":"lib","bin":"lib.js","devDependencies":{"@s/b":"1.0.0"}}' >project/packages/lib/package.json
	echo '#!/usr/bin/env node' >project/packages/lib/lib.js
	printf 'packages:\n- packages/*\n' >project/pnpm-workspace.yaml
	printf 'a@1.0.0\t%s\n@s/b@1.0.0\t%s\n' "$PWD/a.tgz" "$PWD/b.tgz" >list
	cat >project/pnpm-lock.yaml <<-END
		lockfileVersion: '9.0'
		importers:
		  .:
		    dependencies:
		      a: { specifier: 1.0.0, version: 1.0.0 }
		      lib: { specifier: 'workspace:*', version: link:packages/lib }
		  packages/lib:
		    devDependencies:
		      '@s/b': { specifier: 1.0.0, version: 1.0.0 }
		packages:
		  a@1.0.0: { resolution: { integrity: $(sri a.tgz) }, hasBin: true }
		  '@s/b@1.0.0': { resolution: { integrity: $(sri b.tgz) }, hasBin: true }
		snapshots:
		  a@1.0.0: {}
		  '@s/b@1.0.0': {}
	END
	printf 'importer\t.\nimporter\tpackages/lib\nimporter\tpackages/gone\nimporter\t../victim\nlockfile\t%s\n' "$(sha256sum <project/pnpm-lock.yaml | cut -d' ' -f1)" >about
	node-modules --lockfile project/pnpm-lock.yaml --list list --manager pnpm@11.28.11 --about about --pack --out deps
}

install() { node-modules --deps "${deps-deps}" --project project --install --store-dir /s "$@"; }
refresh() { node-modules --deps "${deps-deps}" --project project --refresh --store-dir /s "$@"; }
linked() {
	node-modules --lockfile project/pnpm-lock.yaml --project project --list list --manager pnpm@11.28.11 --about about --linked --out "$PWD/linked"
	find linked -type d -exec chmod a-w {} +
	deps=linked
}

# Every path of the project, with what it is.
everything() { (cd project && find . -mindepth 1 -printf '%p %y %i %C@ %l\n' | LC_ALL=C sort); }
# The same without what differs when a thing is made again.
shape() { (cd project && find . -printf '%p %y %m %l\n' | LC_ALL=C sort); }

# refused MESSAGE COMMAND...: one line, and the project is as it was.
refused() {
	local message=$1 before
	before=$(everything)
	run "${@:2}"
	echo "$output"
	[ "$status" -eq 1 ]
	[[ $output == "node-modules: $message"* ]]
	[ "${#lines[@]}" -eq 1 ]
	diff <(everything) - <<<"$before"
}

@test "install: what --out makes, in its place, and nothing else is left" {
	node-modules --deps deps --project project --out out --store-dir /s
	install
	[ "$(ls -A project)" = $'node_modules\npackage.json\npackages\npnpm-lock.yaml\npnpm-workspace.yaml' ]
	for folder in . packages/lib; do
		diff -r --no-dereference -x '.pnpm-workspace-state*' -x .modules.yaml out/$folder/node_modules project/$folder/node_modules
	done
	[ ! -e project/packages/gone ]
	shape >before
	install --threads 1
	diff before <(shape)
}

@test "install: in place of what is there, folders or links, and without devDependencies" {
	install
	ln -s ../../victim/node_modules project/old
	touch project/node_modules/stray
	chmod -R a-w project/packages/lib/node_modules
	install --prod
	[ ! -e project/node_modules/stray ]
	[ ! -e project/packages/lib/node_modules/@s ]
	rm -rf project/packages/lib/node_modules
	ln -s ../../../victim/node_modules project/packages/lib/node_modules
	install
	[ -f project/packages/lib/node_modules/@s/b/x.js ]
	[ "$(find victim)" = $'victim\nvictim/node_modules\nvictim/node_modules/file' ]
}

@test "install: a folder of the project that is missing, or a link out of it, is left out" {
	mv project/packages/lib lib
	install
	[ ! -e project/packages/lib ]
	ln -s ../../lib project/packages/lib
	touch lib/before
	install
	[ ! -e lib/node_modules ]
	rm project/packages/lib
	mkdir project/libs
	mv lib project/libs
	ln -s ../libs/lib project/packages/lib
	install
	[ -f project/libs/lib/node_modules/@s/b/x.js ]
	install
}

@test "install: from a linked tree, copies that can be written; a package.json that does not match is refused" {
	linked
	# So that Nix has nothing to change.
	[ "$(stat -c '%a %Y' linked/tree/node_modules/.pnpm/a@1.0.0/node_modules/a/package.json)" = "444 1" ]
	install
	[ "$(readlink -f project/node_modules/a)" = "$PWD/linked/tree/node_modules/.pnpm/a@1.0.0/node_modules/a" ]
	[ -z "$(find project ! -type l ! -perm -200)" ]
	echo '{"name":"app","dependencies":{"a":"2.0.0","lib":"workspace:*"}}' >project/package.json
	refused "package.json: wants '2.0.0' of 'a'" install
}

@test "a damaged tarball, and a setting that places packages elsewhere: the project is as it was" {
	install
	touch project/node_modules/mine
	mv a.tgz whole.tgz
	head -c 100 whole.tgz >a.tgz
	refused "a@1.0.0: " install
	refused "a@1.0.0: " install --prod
	mv whole.tgz a.tgz
	echo 'virtualStoreDir: store' >>project/pnpm-workspace.yaml
	refused "store/@s+b@1.0.0/node_modules: a setting of the project places it outside of node_modules; remove that setting, or use --out" install
}

@test "install: a signal at any time leaves the old node_modules whole, or the new one" {
	local i delay old new
	# Enough to do.
	for ((i = 0; i < 3000; i++)); do echo "$i" >"a/package/f$i.js"; done
	tar -czf a.tgz -C a package
	sed -i "s,a@1.0.0: { resolution: { integrity: [^ ]*,a@1.0.0: { resolution: { integrity: $(sri a.tgz)," project/pnpm-lock.yaml
	node-modules --lockfile project/pnpm-lock.yaml --list list --manager pnpm@11.28.11 --about about --pack --out many
	deps=many install
	new=$(shape | cksum)
	deps=many install --prod
	old=$(shape | cksum)
	[ "$new" != "$old" ]
	for delay in 0.00 0.01 0.02 0.04 0.06 0.08 0.10 0.15 0.20 0.30; do
		# Without a shell between, which the signal would reach in its place.
		node-modules --deps many --project project --install --store-dir /s &
		sleep "$delay"
		kill -TERM $! || :
		wait $! || :
		# What cannot be removed within a second, a process in the background removes.
		for ((i = 0; i < 200; i++)); do
			[ -n "$(find project -maxdepth 1 -name '*.fragstore-*')" ] || break
			sleep 0.1
		done
		[ "$i" -lt 200 ]
		[ "$(shape | cksum)" = "$new" ] || [ "$(shape | cksum)" = "$old" ]
		deps=many install --prod
	done
}

@test "refresh: once; what others put there stays, and what is gone from the lockfile goes" {
	local before
	refresh
	mkdir -p project/node_modules/{.vite,@s/mine,mine} project/packages/lib/node_modules/@s/mine
	touch project/node_modules/.bin/mine
	before=$(everything)
	refresh
	diff <(everything) - <<<"$before"
	linked
	refresh
	[ -L project/node_modules/a ]
	[ -e project/node_modules/.vite ]
	[ -d project/packages/lib/node_modules/@s/mine ]
	[ -e project/node_modules/.bin/mine ]
	refresh
	[ "$(find project -name '.fragstore*' -prune -exec ls -A {} \;)" = $'about\nabout' ]
}

@test "refresh: another's node_modules, packages and links stay, unless it is forced" {
	mkdir -p project/packages/lib/node_modules/x
	refused "packages/lib/node_modules: something else made it" refresh
	refresh --force
	[ ! -e project/packages/lib/node_modules/x ]
	rm -rf project/packages/lib/node_modules
	ln -s ../../../victim/node_modules project/packages/lib/node_modules
	refused "packages/lib/node_modules: something else made it" refresh
	refresh --force
	[ -d project/packages/lib/node_modules/@s/b ]
	[ "$(find victim)" = $'victim\nvictim/node_modules\nvictim/node_modules/file' ]
	echo '{}' >project/node_modules/.modules.yaml
	refresh
	linked
	refused "node_modules: something else made it" refresh
	refresh --force
	refresh --force
}

@test "refresh: what cannot be put in place leaves all where it was" {
	refresh
	rm -r project/node_modules/.bin
	touch project/node_modules/.bin
	linked
	run refresh
	[ "$status:$output" = "1:node-modules: node_modules/.bin/a: cannot put in place: Not a directory" ]
	[ -f project/node_modules/a/x.js ]
	[ "$(readlink project/packages/lib/node_modules/@s/b)" = ../../../../node_modules/.pnpm/@s+b@1.0.0/node_modules/@s/b ]
	rm project/node_modules/.bin
	refresh
	[[ $(readlink project/node_modules/a) == /* ]]
}

@test "refresh: two at a time, after a killed one, with another lockfile" {
	refresh &
	refresh
	wait $!
	[ "$(grep -c '^deps' project/node_modules/.fragstore/about)" -eq 1 ]
	sed -i '/^deps/d' project/node_modules/.fragstore/about
	rm -rf project/node_modules/a
	mkdir -p project/node_modules/.fragstore/.new.fragstore-0/new
	refresh
	[ -f project/node_modules/a/x.js ]
	[ "$(ls -A project/node_modules/.fragstore)" = about ]
	echo >>project/pnpm-lock.yaml
	run refresh
	[ "$status" -eq 0 ]
	[[ $output == "node-modules: warning: pnpm-lock.yaml: it has changed since deps was made; "* ]]
}

@test "refresh: notes that lie lead nowhere else" {
	refresh
	printf 'entry\t%s\n' ../../victim /etc . '' .. a/../../../victim >>project/node_modules/.fragstore/about
	printf 'folder\t%s\n' ../victim /etc >>project/node_modules/.fragstore/about
	linked
	refresh
	[ -f victim/node_modules/file ]
	[ -d project ]
	[[ $(readlink project/node_modules/a) == /* ]]
}

@test "refresh: nothing is written through a link in the place of the notes" {
	local folder
	mkdir notes
	for folder in . packages/lib; do
		mkdir -p project/$folder/node_modules
		ln -s "$PWD/notes" project/$folder/node_modules/.fragstore
		run refresh
		[ "$status" -eq 1 ]
		[ "${#lines[@]}" -eq 1 ]
		[ -z "$(ls -A notes)" ]
		rm project/$folder/node_modules/.fragstore
	done
	refresh
}

@test "options that do not go together" {
	usage() {
		run node-modules "${@:2}"
		[ "$status" -eq 2 ]
		[[ ${lines[0]} == "node-modules: $1"* ]]
	}
	usage "option '--install' needs option '--deps'" --lockfile project/pnpm-lock.yaml --list list --project project --install
	usage "option '--install' and option '--refresh' exclude each other" --deps deps --project project --install --refresh
	usage "option '--refresh' and option '--out' exclude each other" --deps deps --project project --refresh --out x
	usage "option '--force' is for option '--refresh'" --deps deps --project project --install --force
	usage "option '--project' is missing" --deps deps --install
	node-modules --deps=deps --project project --install
	[ -f project/node_modules/a/x.js ]
}
