#!/usr/bin/env bash
# usage: demo.sh
#
# What `make demo` runs: builds the web app of nix/templates/pnpm-vite with Nix, in a sandbox without a network, and says what it did.
# The app's default.nix is what a user writes; the stdenv is tests/nix/stdenv, because a machine with only Debian has no nixpkgs.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
app=$root/nix/templates/pnpm-vite
result=$root/build/demo
log=$root/build/demo.log

[ "$(id -u)" = 0 ] || { echo "demo: run it as root: Nix builds here without a daemon" >&2; exit 1; }

# Root builds without a daemon and without build users; there is no binary cache here.
export NIX_CONFIG="
sandbox = true
sandbox-fallback = false
substitute = false
build-users-group =
sandbox-paths = /bin /lib /lib64 /usr
"
expression="
let
  env = import $root/tests/nix/stdenv { bin = ${FRAGSTORE_BIN:-$root/build/bin}; };
in
env.callPackage $app { pnpm = env.pnpm_12; }"

seconds() { awk -v from="$1" -v to="$EPOCHREALTIME" 'BEGIN { printf "%.1f s", to - from }'; }

echo "Building $app"
echo "(a React + Vite + TypeScript app) with Nix, sandboxed, from its pnpm-lock.yaml."
echo "The first time also fetches Node.js and pnpm; the log goes to $log"
begin=$EPOCHREALTIME
if ! nix-build --expr "$expression" --out-link "$result" > /dev/null 2> "$log"; then
    tail -n 30 "$log" >&2
    echo "demo: the build failed; all of its log is in $log" >&2
    exit 1
fi
first=$(seconds "$begin")

count() { nix-instantiate --eval --expr "builtins.length (builtins.attrNames ($expression).pnpmDeps.$1)" 2> /dev/null; }
store=$(nix-build --expr "($expression).pnpmDeps" --no-out-link 2> /dev/null)
begin=$EPOCHREALTIME
nix-build --expr "$expression" --no-out-link > /dev/null 2>&1
again=$(seconds "$begin")

cat << END

  $(count packages) packages for this platform, $(count fragments) fragments, each fetched and built by a derivation of its own
  1 store, merged: $(find "$store" -type l | wc -l) links to the fragments' files, in
                $store
  built in      $first
  once more     $again (nothing to do)

$result:
$(cd "$result" && find -L . -type f -printf '  %-32P %7s bytes\n' | sort)

To look at it: python3 -m http.server --directory $result 8000
and open http://localhost:8000. Change $app/src and run 'make demo' again:
only the app is built, not its packages.
END
