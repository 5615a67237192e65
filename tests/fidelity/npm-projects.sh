#!/usr/bin/env bash
# Compares node-modules with the real npm 10, 11 and 12 on real projects: the whole tree, and with npm 11 also --omit=dev.
#
# usage: PROJECTS=DIR npm-projects.sh [WORK]
#
# Prints a line for each tree, and at the end how many there were. WORK (default: build/fidelity/npm) gets npm's cache, which goes
# with the trees after each project. npm fetches from the registry.
#
# Known to differ: in a package that brings an npm-shrinkwrap.json, npm 10 goes by the libc in this file, which package-lock.json does not have.
#
# To have the projects of npm-projects.txt, which are not in this repository:
#   node projects.mjs npm-projects.txt REPOSITORIES "$PROJECTS"
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=${1:-$root/build/fidelity/npm}
mkdir -p "$work/bin"
# Of a package's engines counts the node in PATH.
ln -sf "$root/build/peers/bin/node24" "$work/bin/node"
PATH=$work/bin:${FRAGSTORE_BIN:-$root/build/bin}:$PATH

# compare PROJECT VERSION [OPTION...]: one line, or several when something differs.
compare() {
    local said what status=0
    what="npm $2 $(basename "$1")${3:+ $3}"
    said=$("$here/npm-compare.sh" "$work" "$root/build/npm/bin/npm$2" "$1" "${@:3}") || status=$?
    case $status in
        0) echo "= $what: $said" ;;
        3) echo "- $what: $said" ;;
        *) printf '! %s:\n%s\n' "$what" "$said" ;;
    esac
    return "$status"
}

for project in "$PROJECTS"/*; do
    # What one of them refuses, the others do, too.
    if compare "$project" 11 || [ $? != 3 ]; then
        for version in 10 12; do compare "$project" "$version" || :; done
        compare "$project" 11 --omit=dev || :
    fi
    rm -rf "$work/cache"
done | tee "$work/log"
awk '/^=/ { trees++; for (i = 2; i <= NF; i++) if ($i == "paths,") paths += $(i - 1) } /^!/ { differing++ } /^-/ { refused++ }
    END { print trees + differing " trees compared, " differing + 0 " of them differing; " paths " paths in the others; " refused + 0 " that npm refused" }' "$work/log"
! grep -q '^!' "$work/log"
