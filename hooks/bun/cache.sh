# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # the hook and lib.sh set and read them
# bunHook: bun itself installs, from a cache that fetchBunDeps merged.

# Has every bun from now on use the cache of $1.
bunUseCache() {
    if [ -d "$1/v3/files" ] || [ -d "$1/v10/files" ] || [ -d "$1/v11" ]; then
        bunFail "bunDeps is from fetchPnpmDeps; make it with fetchBunDeps ($1)"
    fi
    bunCache=$1
    if [ -d "$1/share/bun-cache" ]; then bunCache=$1/share/bun-cache; fi
    [ -d "$bunCache" ] || bunFail "bunDeps is not a bun cache; make it with fragstore's fetchBunDeps ($1)"
    export BUN_INSTALL_CACHE_DIR=$bunCache
    # A global store of bun's own would be gone after the build, whatever bunfig.toml says.
    export BUN_INSTALL_GLOBAL_STORE=${BUN_INSTALL_GLOBAL_STORE-0}
}

# Whether it is bun 1.2 or 1.3.
bunIsOld() {
    case $(bun --version) in 1.[0-3].*) ;; *) return 1 ;; esac
}

# bunInstall DEPS FLAG...: FLAG is one of `bun install`. The cache is read in place, unless bun asks for manifests.
bunInstall() {
    local patched
    patched=$(hookAbout "$1" patched | head -n 1)
    if [ -n "$patched" ]; then
        bunFail "bun cannot apply the patch of $patched in a read-only cache; give fetchBunDeps installer = \"fragstore\""
    fi
    if ! bunRunInstall "${@:2}"; then
        case $hookOutput in
            *"unable to write files to tempdir"* | *"cannot write files to cache directory"* | *"no cached manifest"* | *"package manifest"*) ;;
            *) bunFail "$(bunExplain "$hookOutput")" ;;
        esac
        echo "bunHook: bun needs more than to read its cache; it gets a folder of links to $bunCache"
        bunLinkCache
        bunInstallHoistedFirst "$@"
        bunRunInstall "${@:2}" || bunFail "$(bunExplain "$hookOutput")"
    fi
    # The cache's files are read-only, and so are bun's copies of them.
    hookFind "$1" -maxdepth 0 -exec chmod -R u+w {} +
    if [ -z "${dontUseBunPatch-}" ]; then hookPatch "$1"; fi
    bunRefuseScripts "$1"
}

# The isolated linker of bun 1.2 waits forever for what it cannot download; the hoisted one says what that is, and so does that of 1.3.
bunInstallHoistedFirst() {
    if ! bunIsOld || bunIsHoisted; then return; fi
    if ! bunRunInstall "${@:2}" --linker=hoisted || bunMissingPackage "$hookOutput" > /dev/null; then
        bunFail "$(bunExplain "$hookOutput")"
    fi
    hookFind "$1" -maxdepth 0 -exec rm -rf {} +
}

# Runs `bun install` with the flags given.
bunRunInstall() {
    # Hard links to the store would let the build change it. The last --backend and the last --linker count.
    local -a command=(bun install --frozen-lockfile --offline --backend=copyfile --ignore-scripts)
    if [ -n "$bunConfig" ]; then command+=(--config="$bunConfig"); fi
    if [ -z "${bunInstallFlags-}${bunInstallFlagsArray-}${bunLinker}" ]; then
        command+=(--linker=isolated)
    else
        concatTo command bunInstallFlags bunInstallFlagsArray
    fi
    case " $* " in *" --prod "*) command+=(--production) ;; esac
    case " $* " in *" --linker=hoisted "*) command+=(--linker=hoisted) ;; esac
    echo "${command[*]}"
    hookRun "${command[@]}"
}

# A cache to write into: a link to each entry, and the manifests of what is in bun.lock, for bun 1.2 and 1.3 ask for some in
# workspaces. If cache-entry-creator does not know this bun's manifests, there are none, and bun says what it misses.
bunLinkCache() {
    local cache
    cache=$(mktemp -d)/bun-cache
    "$bunCacheEntryCreator" --manifests bun.lock --bun "$(bun --version)" --out "$cache" || mkdir "$cache"
    find "$bunCache" -mindepth 1 -maxdepth 1 ! -name '*.npm' -exec ln -s -t "$cache" {} +
    export BUN_INSTALL_CACHE_DIR=$cache
}

# bun runs the install scripts of packages only while it installs them, writable.
bunRefuseScripts() {
    local folder
    if [ -n "${dontRunLifecycleScripts-}" ]; then return; fi
    folder=$(bunTrustedWithScripts "$1" | head -n 1)
    if [ -n "$folder" ]; then
        bunFail "${folder##*node_modules/} has an install script, which bun cannot run from a read-only cache; give fetchBunDeps installer = \"fragstore\", or set dontRunLifecycleScripts = true"
    fi
}

# The folders of packages of trustedDependencies that have install scripts.
bunTrustedWithScripts() {
    local name
    while IFS= read -r name; do
        hookFolderWhere "$name@" bunHasScript || :
    done < <(hookAbout "$1" trusted)
}

bunHasScript() { [ -f "$1/binding.gyp" ] || hookHasScript '(pre|post)?install' "$1"; }
