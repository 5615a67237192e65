# shellcheck shell=bash
# shellcheck disable=SC2154 # the hook sets them
# bunHook: what bun said when it failed, in one line.

# One line for what bun printed ($1): what is wrong, and what to do.
bunExplain() {
    local name version
    version=$(bun --version)
    if name=$(bunMissingPackage "$1"); then
        bunExplainMissing "$name" "$version"
    elif name=$(bunLeftOut "$1"); then
        echo "$name is a workspace in bun.lock, but there is no $name/package.json in src; add it"
    else
        case $1 in
            *"Unknown lockfile version"* | *"Unsupported lockfile version"*)
                echo "bun.lock has a lockfileVersion that bun $version does not know; build with the bun that wrote it, or a newer one" ;;
            *"lockfile had changes"* | *"failed to resolve"*)
                echo "bun.lock does not match package.json (see above); run 'bun install' and commit bun.lock$(bunNeedsWorkspace)" ;;
            *"Failed to install "[0-9]*)
                echo "packages are missing, but bun $version does not say which; if they are for other platforms (--cpu, --os, and before bun 1.4.4 any libc), give fetchBunDeps allPlatforms = true; if not, make bunDeps from the bun.lock in src$(bunNeedsOptional) ($bunDeps)" ;;
            *)
                echo "bun install failed; see bun's output above" ;;
        esac
    fi
}

# The package that bun misses, from its message ($1). With --offline it gives no version: it is one that bun.lock has, and the cache does not.
bunMissingPackage() {
    local package id=
    if [[ $1 =~ '--offline: "'([^\"]+)'" is not in the cache' ]]; then
        while IFS= read -r package; do
            id=$package
            bunHasEntry "$id" || break
        done < <(hookLocked bun.lock | grep "^${BASH_REMATCH[1]}@")
        echo "${id:-${BASH_REMATCH[1]}}"
    elif [[ $1 =~ 'downloading tarball '([^[:space:]]+) || $1 =~ 'failed to download '([^[:space:]]+): ]]; then
        echo "${BASH_REMATCH[1]}"
    else
        return 1
    fi
}

bunExplainMissing() {
    if [[ $1 == *://* ]]; then
        echo "$1 is not in bunDeps, or bun $2 fetches it anyway, as bun 1.2 and 1.3 do in workspaces with install scripts; make bunDeps from the bun.lock in src, or use bun 1.4"
    elif bunHasEntry "$1"; then
        echo "$1 is in bunDeps, but bun looks for it elsewhere; use the same bunfig.toml and .npmrc as for bunDeps"
    elif hookAbout "$bunDeps" foreign | grep -xF "$1" > /dev/null; then
        echo "$1 is for another platform, but bun $2 wants it; give fetchBunDeps allPlatforms = true ($bunDeps)"
    else
        echo "$1 is in bun.lock but not in bunDeps; make bunDeps from the bun.lock in src and for this platform$(bunNeedsOptional) ($bunDeps)"
    fi
}

bunHasEntry() {
    local version=${1#?*@}
    compgen -G "$bunCache/${1%"@$version"}@${version%%[-+]*}[-+@]*" > /dev/null
}

# A workspace of the lockfile that bun misses in the project. bun 1.4 names in its message ($1) the one that it cannot do without; older ones
# need all.
bunLeftOut() {
    local workspace
    if [[ $1 =~ '('([^\)]+)'), which is listed in bun.lock but not on disk' ]]; then
        echo "${BASH_REMATCH[1]}"
        return
    fi
    bunIsOld || return
    while IFS= read -r workspace; do
        if [ ! -f "$workspace/package.json" ]; then
            echo "$workspace"
            return
        fi
    done < <(hookAbout "$bunDeps" importer | foldersInside)
    return 1
}

# What else to do if the lockfile does not match.
bunNeedsWorkspace() {
    if bunIsOld && grep -q '"file:[.][.]/' bun.lock; then echo ", or write \"workspace:*\" instead of \"file:../…\", which bun 1.2 and 1.3 always see as a change"; fi
}

# What else to do if a package was left out: before 1.4.4 bun's isolated linker fails without an optional package, too.
bunNeedsOptional() {
    if bunIsHoisted; then return; fi
    case $(bun --version) in
        1.[0-3].* | 1.4.[0-3]) echo ", or, if overrides leave it out, set bunInstallFlags = \"--linker=hoisted\" or use bun 1.4.4 or later" ;;
    esac
}
