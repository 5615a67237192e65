# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # the hook and lib.sh set and read them
# bunHook: what bun said when it failed, in one line.

# One line for what bun printed ($1): what is wrong, and what to do.
bunExplain() {
    local name
    if name=$(bunMissingPackage "$1"); then
        if [[ $name == *://* ]]; then
            echo "$name is not in bunDeps, or bun $(bun --version) fetches it anyway, as bun 1.2 and 1.3 do in workspaces with install scripts; make bunDeps from the bun.lock in src, or use bun 1.4"
        elif bunHasEntry "$name"; then
            echo "$name is in bunDeps, but bun looks for it elsewhere; use the same bunfig.toml and .npmrc as for bunDeps"
        elif hookAbout "$bunDeps" foreign | grep -xF "$name" > /dev/null; then
            echo "$name is for another platform, but bun $(bun --version) wants it; give fetchBunDeps allPlatforms = true ($bunDeps)"
        else
            echo "$name is in bun.lock but not in bunDeps; make bunDeps from the bun.lock in src and for this platform$(bunNeedsOptional) ($bunDeps)"
        fi
        return
    fi
    if name=$(bunLeftOut "$1"); then
        echo "$name is a workspace in bun.lock, but there is no $name/package.json in src; add it"
        return
    fi
    case $1 in
        *"Unknown lockfile version"* | *"Unsupported lockfile version"*)
            echo "bun.lock has a lockfileVersion that bun $(bun --version) does not know; build with the bun that wrote it, or a newer one" ;;
        *"failed to parse lockfile"*)
            echo "bun.lock cannot be parsed (above: where)" ;;
        *"lockfile had changes"*)
            echo "bun.lock does not match package.json (above: what bun said); run 'bun install' and commit bun.lock$(bunNeedsWorkspace)" ;;
        *"Failed to install "[0-9]*)
            echo "bun $(bun --version) does not say which packages it misses; if it wants those of other platforms (--cpu, --os, and before bun 1.4.4 any libc), give fetchBunDeps allPlatforms = true, otherwise make bunDeps from the bun.lock in src$(bunNeedsOptional) ($bunDeps)" ;;
        *"failed to resolve"*)
            echo "bun.lock does not match package.json (above: what bun said); run 'bun install' and commit bun.lock" ;;
        *)
            echo "bun install failed; see bun's output above" ;;
    esac
}

# A workspace of the lockfile that bun misses in the project. bun 1.4 does not need those that no other depends on, and its message ($1)
# names the one that it cannot do without.
bunLeftOut() {
    local workspace needed='\(([^()]+)\), which is listed in bun\.lock but not on disk'
    if [[ $1 =~ $needed ]]; then
        echo "${BASH_REMATCH[1]}"
        return
    fi
    bunIsOld || return 1
    while IFS= read -r workspace; do
        if [ ! -f "$workspace/package.json" ]; then
            echo "$workspace"
            return
        fi
    done < <(hookAbout "$bunDeps" importer | foldersInside)
    return 1
}

# The package that bun misses, from its message ($1).
bunMissingPackage() {
    local offline='--offline: "([^"]+)" is not in the cache' hoisted='downloading tarball ([^[:space:]]+)' isolated='failed to download ([^[:space:]]+):'
    local package id=
    if [[ $1 =~ $offline ]]; then
        # Without a version: it is one that bun.lock has, and that the cache does not have.
        while IFS= read -r package; do
            id=$package
            bunHasEntry "$id" || break
        done < <(hookLocked bun.lock | grep "^${BASH_REMATCH[1]}@")
        echo "${id:-${BASH_REMATCH[1]}}"
    elif [[ $1 =~ $hoisted || $1 =~ $isolated ]]; then
        echo "${BASH_REMATCH[1]}"
    else
        return 1
    fi
}

# What else to do if the lockfile does not match.
bunNeedsWorkspace() {
    if [ -n "$(hookAbout "$bunDeps" fileAbove)" ]; then echo ", or write \"workspace:*\" instead of \"file:../…\", which bun 1.2 and 1.3 always see as a change"; fi
}

# What else to do if a package was left out: before 1.4.4 bun's isolated linker fails without an optional package, too.
bunNeedsOptional() {
    if bunIsHoisted; then return; fi
    case $(bun --version) in
        1.[0-3].* | 1.4.[0-3]) echo ", or, if overrides leave it out, set bunInstallFlags = \"--linker=hoisted\" or use bun 1.4.4 or later" ;;
    esac
}

bunHasEntry() {
    local version=${1#?*@}
    compgen -G "$bunCache/${1%"@$version"}@${version%%[-+]*}[-+@]*" > /dev/null
}
