#!/usr/bin/env bash
# usage: demo.sh [--check]
#
# What `make demo` runs: builds the web app of nix/templates/pnpm-vite with Nix, in a sandbox without a network, and says what it did.
# The app's default.nix is what a user writes; the stdenv is tests/nix/stdenv, because a machine with only Debian has no nixpkgs.
# With --check it only finds out, in a second, whether Nix can do that here.
set -euo pipefail

root=$(cd "$(dirname "$0")/.." && pwd)
app=$root/nix/templates/pnpm-vite
result=$root/build/demo
log=$root/build/demo.log
own_store=$root/build/demo-nix

# That stdenv wants to see this machine's programs. Root builds without a daemon and without build users.
export NIX_CONFIG="
sandbox = true
sandbox-fallback = false
substitute = false
build-users-group =
sandbox-paths = /bin /lib /lib64 /usr
"

# Nix builds something in such a sandbox; else its error is printed.
can_build() {
    local message status=0
    message=$({
        drv=$(nix-instantiate --expr "derivation {
            name = \"demo-check-${EPOCHREALTIME/[.,]/-}\"; system = builtins.currentSystem; builder = \"/bin/sh\";
            args = [ \"-c\" \"/usr/bin/env PATH=/usr/bin:/bin mkdir \$out\" ]; }") &&
            out=$(nix-store --realise "$drv") && nix-store --delete "$out" "$drv"
    } 2>&1 | tr -d '\0') || status=1
    [ $status -eq 0 ] || grep -i "error: .\|builder for" <<< "$message" | tail -n 1 | sed 's/^ *//'
    return $status
}

# Whoever is neither root nor trusted by a daemon builds in a store of one's own, which takes user namespaces.
choose_store() {
    local message
    prefix=
    message=$(can_build) && return
    if [ "$(id -u)" != 0 ]; then
        prefix=$own_store
        export NIX_REMOTE="local?root=$own_store"
        message=$(can_build) && return
    fi
    cat >&2 << END
demo: Nix cannot build in a sandbox here: $message
Run it as root; or as a user whom the Nix daemon trusts (trusted-users in nix.conf); or have user namespaces allowed:
  sysctl kernel.unprivileged_userns_clone=1 (Debian), sysctl kernel.apparmor_restrict_unprivileged_userns=0 (Ubuntu)
In a container, even root needs them: docker run --privileged.
END
    exit 1
}

choose_store
[ "${1-}" != --check ] || exit 0

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
if ! built=$(nix-build --expr "$expression" --out-link "$result" 2> "$log"); then
    tail -n 30 "$log" >&2
    echo "demo: the build failed; all of its log is in $log" >&2
    exit 1
fi
first=$(seconds "$begin")
# In a store of one's own paths begin elsewhere.
[ -z "$prefix" ] || ln -sfn "$prefix$built" "$result"

packages=$(nix-instantiate --eval --expr "builtins.length (builtins.attrNames ($expression).pnpmDeps.packages)" 2> /dev/null)
begin=$EPOCHREALTIME
nix-build --expr "$expression" --no-out-link > /dev/null 2>&1
again=$(seconds "$begin")

cat << END

  $packages packages for this platform, each fetched by a derivation of its own; node_modules was made of them without pnpm
  built in      $first
  once more     $again (nothing to do)

$result:
$(cd "$result" && find -L . -type f -printf '  %-32P %7s bytes\n' | sort)

To look at it: python3 -m http.server --directory $result 8000
and open http://localhost:8000. Change $app/src and run 'make demo' again:
only the app is built, not its packages.
END
[ -z "$prefix" ] || echo "All of it is in $prefix; to remove that: chmod -R u+w $prefix && rm -r $prefix"
