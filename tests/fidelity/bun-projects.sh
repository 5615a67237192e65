#!/bin/bash
# usage: PROJECTS=DIR [TARBALLS=DIR] bun-projects.sh [WORK]
#
# Compares node-modules with the real bun 1.2, 1.3 and 1.4 on real projects: as they say themselves, isolated, hoisted, and
# with --prod. Prints a line for each tree, and at the end how many there were. WORK (default: build/fidelity/bun) gets
# bun's cache; the trees need some GB there, and go when they were compared. Without TARBALLS, stand-ins take the places of
# all packages: this shows whether the layouts are the same, in a second for a project.
#
# To have the projects of bun-projects.txt and their tarballs, which are not in this repository:
#   node projects.mjs bun-projects.txt REPOSITORIES "$PROJECTS"
#   node bun-projects.mjs fetch "$PROJECTS" "$TARBALLS"
set -euo pipefail

here=$(cd "$(dirname "$0")" && pwd)
root=$(cd "$here/../.." && pwd)
work=${1:-$root/build/fidelity/bun}
peers=$root/build/peers
node=$peers/bin/node24
PATH=$root/build/bin:$PATH

"$here/../peers/install.sh" "$peers"
mkdir -p "$work"

# Fills bun's cache from the list in $lists, unless it is of that.
fill_cache() {
    if cmp -s "$lists/cache.list" "$work/cached.list"; then return; fi
    rm -rf "$work/cache"
    if [ -s "$lists/cache.list" ]; then cache-entry-creator --out "$work/cache" --list "$lists/cache.list"; fi
    cp "$lists/cache.list" "$work/cached.list"
}

# compare VERSION PROJECT BUN_OPTIONS OUR_OPTIONS: one line, or several when something differs.
compare() {
    local version=$1 project=$2 bun=$3 ours=$4 tree=$work/tree what said
    what="bun $version $(basename "$project") $bun"
    rm -rf "$tree"
    mkdir "$tree"
    cp -rL "$project" "$tree/real"
    # shellcheck disable=SC2086  # options
    if ! (cd "$tree/real" && HOME=$tree BUN_INSTALL_CACHE_DIR=$work/cache timeout 300 "$peers/bin/bun$version" install \
        --frozen-lockfile --ignore-scripts --backend=copyfile $bun) >"$tree/log" 2>&1; then
        echo "- $what: bun itself says: $(grep -m 1 -i error "$tree/log")"
        return
    fi
    # shellcheck disable=SC2086
    if ! said=$(node-modules --lockfile "$project/bun.lock" --project "$project" --list "$lists/list" --out "$tree/ours" \
        --manager "bun@$("$peers/bin/bun$version" --version)" --platform linux-x64 $ours 2>&1); then
        echo "! $what: $said"
    elif said=$("$node" "$here/tree-compare.mjs" --bun "$version" "$tree/real" "$tree/ours"); then
        echo "= $what: $said"
    else
        printf '! %s:\n%s\n' "$what" "$said"
    fi
}

lists=$work
if [ -n "${TARBALLS-}" ]; then "$node" "$here/bun-projects.mjs" lists "$PROJECTS" "$TARBALLS" "$work"; fi
for project in "$PROJECTS"/*; do
    if [ -z "${TARBALLS-}" ]; then
        lists=$work/stand-ins
        rm -rf "$lists"
        "$node" "$here/bun-stand-ins.mjs" "$project" "$lists" || continue
        mv "$lists/project" "$lists/$(basename "$project")"
        project=$lists/$(basename "$project")
    fi
    fill_cache
    for version in 1.2 1.3 1.4; do
        compare "$version" "$project" "" ""
        compare "$version" "$project" "--linker isolated" "--layout isolated"
        compare "$version" "$project" "--linker hoisted" "--layout hoisted"
        compare "$version" "$project" --production --prod
    done
done | tee "$work/log"
rm -rf "$work/tree" "$work/stand-ins"
awk '/^=/ { trees++; for (i = 2; i <= NF; i++) if ($i == "paths,") paths += $(i - 1) } /^!/ { differing++ } /^-/ { refused++ }
    END { print trees + differing " trees compared, " differing + 0 " of them differing; " paths " paths in the others; " refused + 0 " that bun refused" }' "$work/log"
! grep -q '^!' "$work/log"
