#!/usr/bin/env bash
# Compares what npm and node-modules make of a project, which has a package-lock.json.
#
# usage: npm-compare.sh WORK NPM PROJECT [OPTION...]
#
# NPM is npm's program; OPTION is --omit=dev and the like, for both. WORK/cache is npm's cache, which is filled; the trees are
# removed afterwards, unless KEEP is set. Prints the differences; exits 3 where npm itself refuses the project.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(realpath "$1") npm=$(realpath "$2") project=$(realpath "$3")
shift 3
dir=$work/tree
rm -rf "$dir"
mkdir -p "$dir/home"
[ -n "${KEEP-}" ] || trap 'rm -rf "$dir"' EXIT
cp -r "$project" "$dir/theirs"
(cd "$dir/theirs" && HOME=$dir/home timeout 600 "$npm" ci --ignore-scripts "$@" --cache "$work/cache" --no-audit --no-fund --loglevel=error --prefer-offline) >"$dir/log" 2>&1 || {
    echo "npm itself says: $(grep -m 3 . "$dir/log" | tr '\n' ' ')"
    exit 3
}
node "$here/npm-list.mjs" "$project/package-lock.json" "$work/cache" >"$dir/list"
node-modules --manager "npm@$("$npm" --version)" --lockfile "$project/package-lock.json" --project "$project" --list "$dir/list" --out "$dir/ours" "$@" 2>&1
node "$here/tree-compare.mjs" --ignore '^node_modules/\.package-lock\.json$' "$dir/theirs" "$dir/ours"
