# shellcheck shell=bash
# shellcheck disable=SC2154 # hook.sh sets hookLib, hookNodeModules and nodeModulesForce
# place.sh MANAGER DEPS ROOT STATE LOCKFILE...: makes node_modules of DEPS in the project around the current folder, unless it is there.
#
# The project's root is the nearest folder, from this one up, in which ROOT has a LOCKFILE of one of these names. STATE is the file of
# node_modules that the package manager writes whenever it installs.
#
# Each node_modules has a folder .fragstore, whose file `about` has lines KIND<TAB>VALUE: `deps`, what it was made from, when it is whole;
# `entry`, each thing in it that this program made (a package, a command in .bin …); `state`, the check sum of STATE; and in the root's,
# `folder`, each node_modules of the project. Whatever else is in there stays.
set -euo pipefail
# shellcheck source=../lib.sh
source "$hookLib"

manager=$1 deps=$2 root=$3 state=$4 lockfiles=("${@:5}")
new=node_modules/.fragstore/new

placeMain() {
    [ -d "$deps" ] || placeFail "$deps does not exist; enter the shell again, to build it"
    hookHasTree "$deps" || placeFail "$deps is a store for a package manager; remove \`installer\` where you call the fetcher"
    hookCheckManager "$manager" "$deps" place
    placeEnterProject
    # The lockfile is the one that the packages are of; a package.json may have changed since.
    if placeIsLockfileSame; then placeRun --check; fi
    if placeIsCurrent; then return; fi
    placeCheckOwner
    placeLock
    placeMake
    placeCheckWay
    placeRenew
    hookMakeExecutable "$deps"
}

placeFail() { hookFail nodeModulesShellHook "$1"; }
placeWarn() { hookWarn nodeModulesShellHook "$1"; }

# A node_modules that a package manager or somebody else made must not be lost.
placeLeave() {
    placeFail "$1 was not made by this hook, and stays as it is; to replace node_modules, enter the shell with nodeModulesForce=1, or remove it"
}

# A shell is entered anywhere in a project.
placeEnterProject() {
    local start=$PWD lockfile=${root:+$root/}${lockfiles[0]}
    # Until one of them can be read.
    until grep -qs '' -- "${lockfiles[@]/#/"./$root/"}"; do
        [ "$PWD" != / ] || placeFail "there is no $lockfile in $start or above; enter the shell in the project"
        cd ..
    done
    cd "./$root"
}

# A shell may be older than the lockfile: one that is still open, or direnv's.
placeIsLockfileSame() {
    local name same=0
    for name in "${lockfiles[@]}"; do
        if hookIsLockfileOf "$deps" "$name"; then continue; fi
        placeWarn "$name has changed since this shell was made; enter it again (with direnv, write 'watch_file $name' into .envrc)"
        same=1
    done
    return "$same"
}

# placeRun OPTION...: node-modules for this project.
placeRun() {
    "$hookNodeModules" --deps "$deps" --project . "$@" >&2 || placeFail "node_modules cannot be made (above: why)"
}

placeAbout() { hookAbout "$1/.fragstore" "$2"; }

# Whether there is nothing to do. What a package manager has changed since is its own business, unless told.
placeIsCurrent() {
    local folder
    [ "$(placeAbout node_modules deps)" = "$deps" ] || return
    while IFS= read -r folder; do
        if [ "$(placeAbout "$folder/node_modules" deps)" != "$deps" ]; then return 1; fi
        if [ -n "$nodeModulesForce" ] && ! placeHasState "$folder/node_modules"; then return 1; fi
    done < <(placeAbout node_modules folder)
}

placeHasState() { [ "$(placeAbout "$1" state)" = "$(placeState "$1")" ]; }

placeState() {
    if [ -n "$state" ] && [ -f "$1/$state" ]; then sha256sum < "$1/$state"; fi
}

placeCheckOwner() {
    local modules
    if [ -n "$nodeModulesForce" ]; then return; fi
    while IFS= read -r modules; do
        if placeIsOthers "$modules"; then placeLeave "$modules"; fi
    done < <(placeModules)
}

# Tools have caches in there, whose names begin with a dot, without any package.
placeIsOthers() {
    if [ -L "$1" ]; then
        true
    elif [ -f "$1/.fragstore/about" ]; then
        [ -n "$(placeAbout "$1" deps)" ] && ! placeHasState "$1"
    else
        [ -d "$1" ] && [ -n "$(find "$1" -mindepth 1 -maxdepth 1 ! -name '.*' -print -quit)" ]
    fi
}

# Each node_modules of the project, of DEPS and of what is there; the root's last.
placeModules() {
    { echo .; hookAbout "$deps" importer; placeAbout node_modules folder; } | foldersInside | LC_ALL=C sort -ru | sed 's,$,/node_modules,'
}

# Each node_modules of the new tree, but those of folders that the project does not have.
placeNewModules() {
    (cd "$new" && find . -name node_modules -prune -printf '%h\n') | foldersInside | while IFS= read -r folder; do
        if [ -d "$folder" ]; then echo "$folder/node_modules"; fi
    done
}

# One after the other: an editor and a terminal may enter a shell together. The lock is a link to its owner's number.
placeLock() {
    if [ -L node_modules ]; then rm node_modules; fi
    mkdir -p node_modules/.fragstore
    until ln -s $$ node_modules/.fragstore/lock 2> /dev/null; do
        if ! kill -0 "$(readlink node_modules/.fragstore/lock)" 2> /dev/null; then rm -f node_modules/.fragstore/lock; fi
        sleep 0.1
    done
    trap 'rm -rf "$new" node_modules/.fragstore/lock' EXIT
    if placeIsCurrent; then exit; fi
    rm -rf "$new"
}

placeMake() {
    if hookIsLinked "$deps"; then
        cp -r "$deps/project" "$new"
        chmod -R u+w "$new"
    else
        placeRun --out "$new"
    fi
}

# What is in a node_modules, one a line. Scopes and .bin can have things of others in them.
placeEntries() {
    (cd "$1" && find . -mindepth 1 \( -type d -regex '\./\(@[^/]*\|\.bin\)' -o -print -prune \)) | sed 's,^\./,,' | LC_ALL=C sort
}

# Nothing of the new tree may be where something is that this program did not make.
placeCheckWay() {
    local modules entry
    if [ -n "$nodeModulesForce" ]; then return; fi
    while IFS= read -r modules; do
        while IFS= read -r entry; do
            if [ -e "$modules/$entry" ] || [ -L "$modules/$entry" ]; then placeLeave "$modules/$entry"; fi
        done < <(placeEntries "$new/$modules" | LC_ALL=C comm -23 - <(placeAbout "$modules" entry | LC_ALL=C sort))
    done < <(placeNewModules)
}

# At every moment each `about` has what is there, so that the next renewal makes good one that was killed. The root's is the first to lose its
# `deps`, and the last to get it.
placeRenew() {
    local modules
    local -a made
    mapfile -t made < <(placeNewModules)
    if [ -f node_modules/.fragstore/about ]; then sed -i '/^deps\t/d' node_modules/.fragstore/about; fi
    while IFS= read -r modules; do placeRemove "$modules"; done < <(placeModules)
    for modules in "${made[@]}"; do placeMove "$modules"; done
    {
        printf 'folder\t%s\n' "${made[@]%/node_modules}"
        printf 'deps\t%s\n' "$deps"
    } >> node_modules/.fragstore/about
}

# placeRemove NODE_MODULES: what this program made in it; all, if told.
placeRemove() {
    if [ -L "$1" ]; then
        rm "$1"
    elif [ -d "$1" ] && [ -n "$nodeModulesForce" ]; then
        find "$1" -mindepth 1 -maxdepth 1 ! -name .fragstore -exec rm -rf {} +
    else
        placeAbout "$1" entry | grep -vE '(^|/)\.\.?(/|$)|^/' | sed "s,^,$1/," | tr '\n' '\0' | xargs -0 -r rm -rf -- || :
    fi
    if [ -d "$1" ]; then find "$1" -mindepth 1 -maxdepth 1 -type d \( -name '@*' -o -name .bin \) -empty -delete; fi
    rm -f "$1/.fragstore/about"
    rmdir "$1/.fragstore" "$1" 2> /dev/null || :
}

# placeMove NODE_MODULES: what the new tree has in it.
placeMove() {
    local part
    mkdir -p "$1/.fragstore"
    placeEntries "$new/$1" | sed 's/^/entry\t/' > "$1/.fragstore/about"
    while IFS= read -r part; do
        mkdir -p "$1/$part"
        find "$new/$1/$part" -mindepth 1 -maxdepth 1 ! -name '@*' ! -name .bin -exec mv -t "$1/$part" -- {} +
    done < <(cd "$new/$1" && find . -maxdepth 1 -type d \( -name . -o -name '@*' -o -name .bin \))
    printf 'state\t%s\n' "$(placeState "$1")" >> "$1/.fragstore/about"
    if [ "$1" != ./node_modules ]; then printf 'deps\t%s\n' "$deps" >> "$1/.fragstore/about"; fi
}

placeMain
