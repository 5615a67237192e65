#!/usr/bin/env bash
# Compares what npm and node-modules make of projects, which have a package-lock.json.
#
# usage: npm-compare.sh WORK NPM PROJECT [OPTION...]
#
# NPM is npm's cli.js; OPTION is --omit=dev and the like, for both. WORK/cache is npm's cache, which is filled; the trees are
# removed afterwards, unless KEEP is set. Prints the differences.
set -euo pipefail
here=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
work=$(realpath "$1") npm=$2 project=$(realpath "$3")
shift 3
dir=$work/$(basename "$project")
rm -rf "$dir"
mkdir -p "$dir/home"
cp -r "$project" "$dir/theirs"
npm() { (cd "$dir/theirs" && HOME=$dir/home node "$npm" "$@" --cache "$work/cache" --no-audit --no-fund --loglevel=error --prefer-offline); }
npm ci --ignore-scripts "$@" >"$dir/log" 2>&1 || { echo "npm: $(grep -m 3 . "$dir/log" | tr '\n' ' ')"; exit 3; }
node "$here/npm-list.mjs" "$project/package-lock.json" "$work/cache" >"$dir/list"
status=0
version=$(node "$npm" --version)
node-modules --manager "npm@$version" --lockfile "$project/package-lock.json" --project "$project" --list "$dir/list" --out "$dir/ours" "$@" 2>"$dir/log" &&
    node "$here/tree-compare.mjs" --ignore '^node_modules/\.package-lock\.json$' "$dir/theirs" "$dir/ours" || status=$?
cat "$dir/log"
cmp -s "$dir"/{theirs,ours}/node_modules/.package-lock.json || echo "(.package-lock.json differs)"
[ -n "${KEEP-}" ] || rm -rf "$dir"
exit "$status"
