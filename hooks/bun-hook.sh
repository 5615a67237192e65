# shellcheck shell=bash
# bun2nix's hook, by the names of its phases and variables, but bun installs straight from the read-only cache wherever it can:
# nothing is copied first.
#
#   bunDeps                    the install cache, or the linked store, from fetchBunDeps (or another that has it in share/bun-cache, or is it)
#   bunProdDeps                the linked store without devDependencies, for bunInstallProd
#   bunRoot                    the folder of bun.lock, when it is not the source's root
#   bunInstallFlags            flags for `bun install`, in place of --linker=isolated, which is the default unless bunfig.toml or .npmrc has a linker
#   bunBuildFlags              flags for `bun build`, the default buildPhase
#   bunCheckFlags              flags for `bun test`, the default checkPhase
#   dontRunLifecycleScripts    run no scripts of packages, nor the project's own install scripts
#   dontUseBunPatch            leave the #! lines of the source, and of what was installed, as they are
#   dontUseBunBuild            set no buildPhase
#   dontUseBunCheck            set no checkPhase
#   dontUseBunInstall          set no installPhase
#
# Lists may be strings or arrays, and …FlagsArray adds to them. Every phase has a pre and a post hook: preBunNodeModulesInstallPhase, …;
# those of bunBuildPhase, bunCheckPhase and bunInstallPhase are stdenv's own preBuild, preCheck and preInstall.
#
# bun is in PATH from here on, after one of the derivation's own, and so is a bun2nix that does nothing.

# shellcheck source=lib.sh
source @hookLib@

bunSetInstallCacheDirPhase() {
    runHook preBunSetInstallCacheDirPhase

    [ -n "${bunDeps-}" ] || bunFail "bunDeps is not set; set bunDeps = fetchBunDeps { bunLock = ./bun.lock; }"
    bunCache=$bunDeps
    if [ -d "$bunDeps/share/bun-cache" ]; then bunCache=$bunDeps/share/bun-cache; fi
    if bunIsPnpmStore "$bunDeps"; then bunFail "bunDeps is a pnpm store; set bunDeps = fetchBunDeps { bunLock = ./bun.lock; } ($bunDeps)"; fi
    [ -d "$bunCache" ] || bunFail "bunDeps is not a bun cache; make it with fragstore's fetchBunDeps ($bunDeps)"
    export BUN_INSTALL_CACHE_DIR=$bunCache
    # A global store of bun's own would be gone after the build, whatever bunfig.toml says.
    export BUN_INSTALL_GLOBAL_STORE=${BUN_INSTALL_GLOBAL_STORE-0}

    if [ -z "${bunRoot-}" ]; then
        bunRoot=$PWD
    elif [ ! -d "$PWD/$bunRoot" ]; then
        bunFail "bunRoot: there is no folder $bunRoot in $PWD; give it as a string (\"assets\"), not as a path"
    else
        bunRoot=$PWD/$bunRoot
    fi

    runHook postBunSetInstallCacheDirPhase
    bunCache=$BUN_INSTALL_CACHE_DIR
}

bunPatchPhase() {
    runHook preBunPatchPhase

    patchShebangs .
    # stdenv's HOME does not exist, and what the project's scripts call may keep caches there.
    if [ ! -w "${HOME-}" ]; then
        HOME=$(mktemp -d)
        export HOME
    fi

    runHook postBunPatchPhase
}

bunNodeModulesInstallPhase() {
    bunEnterRoot
    runHook preBunNodeModulesInstallPhase

    bunCheckProject
    if modulesAreIn "$bunDeps"; then
        bunPlaceModules "$bunDeps"
    elif bunIsLinked "$bunDeps"; then
        bunCheckLinked "$bunDeps"
        bunLinkNodeModules "$bunDeps"
        # Next's Turbopack refuses symlinks to what is outside of the project, unless it is told of a larger root.
        export NEXT_PRIVATE_OUTPUT_TRACE_ROOT=${NEXT_PRIVATE_OUTPUT_TRACE_ROOT-/}
    else
        bunInstall
        bunMakeWritable
        # As pnpmConfigHook does, so that programs which are started directly find their interpreter in a sandbox without /usr/bin/env.
        # The hoisted linker puts packages into workspaces, too.
        if [ -z "${dontUseBunPatch-}" ]; then find . -name node_modules -prune -exec @treePatch@ --shebangs --verbose -- {} +; fi
    fi

    runHook postBunNodeModulesInstallPhase
    popd > /dev/null || exit
}

bunLifecycleScriptsPhase() {
    bunEnterRoot
    runHook preBunLifecycleScriptsPhase

    if modulesAreIn "$bunDeps" || bunIsLinked "$bunDeps"; then
        bunRunProjectScripts
        bunWarnOfScripts
    else
        bunRunScripts
    fi

    runHook postBunLifecycleScriptsPhase
    popd > /dev/null || exit
}

bunBuildPhase() {
    bunEnterRoot
    runHook preBuild

    local -a flags=()
    concatTo flags bunBuildFlags bunBuildFlagsArray
    bun build "${flags[@]}"

    runHook postBuild
    popd > /dev/null || exit
}

bunCheckPhase() {
    bunEnterRoot
    runHook preCheck

    local -a flags=()
    concatTo flags bunCheckFlags bunCheckFlagsArray
    bun test "${flags[@]}"

    runHook postCheck
    popd > /dev/null || exit
}

bunInstallPhase() {
    bunEnterRoot
    runHook preInstall

    [ -n "${pname-}" ] || bunFail "pname is not set; it names the program that bunInstallPhase installs"
    [ -f "$pname" ] || bunFail "bunInstallPhase: the build made no file $pname; build it with bunBuildFlags = [ … \"--outfile\" \"$pname\" ], or set installPhase"
    # shellcheck disable=SC2154 # out is the derivation's
    install -Dm755 "$pname" "$out/bin/$pname"

    runHook postInstall
    popd > /dev/null || exit
}

bunEnterRoot() {
    pushd "$bunRoot" > /dev/null || bunFail "bunRoot: there is no folder $bunRoot"
}

bunFail() {
    bunWarn "$1"
    exit 1
}

bunWarn() {
    echo "bunHook: $1" | printable >&2
}

# A folder that fetchPnpmDeps made.
bunIsPnpmStore() {
    [ -d "$1/v3/files" ] || [ -d "$1/v10/files" ] || [ -d "$1/v11" ]
}

bunCheckProject() {
    [ -f package.json ] || bunFail "there is no package.json in $PWD; add it to src, or set bunRoot to its folder"
    if [ ! -f bun.lock ]; then
        [ ! -f bun.lockb ] || bunFail "bun.lockb is binary; run 'bun install --save-text-lockfile --frozen-lockfile --lockfile-only' and commit bun.lock in its place"
        bunFail "there is no bun.lock in $PWD; add it to src, or set bunRoot to its folder, or have postPatch = \"cp \${./bun.lock} bun.lock\""
    fi
    bunReadSettings
}

# bunLinker is the linker that the project's settings have; bunConfig is the file that `bun install` reads in place of bunfig.toml, if that
# has to be another.
bunReadSettings() {
    local settings cache scanner npmrcLinker=''
    bunLinker='' bunConfig=''
    if [ -f .npmrc ]; then
        npmrcLinker=$(sed -nE 's/^[[:space:]]*node-linker[[:space:]]*=[[:space:]]*"?(hoisted|isolated|pnpm)"?[[:space:]]*([;#].*)?$/\1/p' .npmrc | tail -n 1)
        bunLinker=$npmrcLinker
    fi
    if [ ! -f bunfig.toml ]; then return; fi
    settings=$(cd / && file=$OLDPWD/bunfig.toml bun -p '
        const { install = {} } = require(process.env.file);
        [install.cache === false || install.cache?.disable || "", install.linker ?? "", install.security?.scanner ?? ""].join("|")'
    ) || bunFail "bunfig.toml cannot be read (above: why)"
    IFS='|' read -r cache bunLinker scanner <<< "$settings"
    # bun 1.2 and 1.3 take .npmrc's, bun 1.4 bunfig.toml's.
    case $(bun --version) in
        1.[0-3].*) bunLinker=${npmrcLinker:-$bunLinker} ;;
        *) bunLinker=${bunLinker:-$npmrcLinker} ;;
    esac
    [ -z "$cache" ] || bunFail "bunfig.toml disables bun's cache, but all packages come from it; remove 'disable = true'"
    if [ -z "$scanner" ]; then return; fi
    echo "bunHook: packages are those of bun.lock, by its hashes; they are installed without the scanner $scanner"
    bunConfig=$(mktemp -d)/bunfig.toml
    bunWithoutScanner > "$bunConfig"
}

# bunfig.toml without a scanner, which may ask a server, and would have to be installed before anything else.
bunWithoutScanner() {
    # shellcheck disable=SC2016 # it is JavaScript
    (cd / && file=$OLDPWD/bunfig.toml bun -e '
        const settings = require(process.env.file);
        delete settings.install.security.scanner;
        const toml = (value) =>
            Array.isArray(value) ? `[${value.map(toml)}]`
            : typeof value === "object" ? `{ ${pairs(value)} }`
            : JSON.stringify(value);
        const pairs = (table, separator) => Object.entries(table).map(([key, value]) => `${JSON.stringify(key)} = ${toml(value)}`).join(separator);
        console.log(pairs(settings, "\n"));')
}

# Whether bun uses its hoisted linker: the last --linker counts, then the settings.
bunIsHoisted() {
    local -a flags=()
    concatTo flags bunInstallFlags bunInstallFlagsArray
    case " ${flags[*]} " in
        *" --linker=hoisted "* | *" --linker hoisted "*) ;;
        *" --linker"*) return 1 ;;
        *) [ "$bunLinker" = hoisted ] ;;
    esac
}

# Installs without scripts: in place, unless bun has to write into its cache or asks for manifests.
bunInstall() {
    if ! bunHasPatches; then
        if bunRunInstall --ignore-scripts; then return; fi
        case $bunOutput in
            *"unable to write files to tempdir"* | *"cannot write files to cache directory"* | *"no cached manifest"* | *"package manifest"*) ;;
            *) bunFail "$(bunExplain "$bunOutput")" ;;
        esac
        echo "bunHook: bun needs more than to read its cache; it gets a folder of links to $bunCache"
    fi
    bunLinkCache
    if bunHasPatches; then bunCopyPatched; fi

    local version
    version=$(bun --version)
    case $version in
        1.[0-3].*) bunInstallHoistedFirst ;;
    esac
    bunRunInstall --ignore-scripts || bunFail "$(bunExplain "$bunOutput")"
}

# The isolated linker of bun 1.2 and 1.3 downloads every package that has a patch, cached or not, and that of 1.2 waits forever
# for what it cannot download. Their hoisted one says what is missing, and leaves the patched packages in the cache.
bunInstallHoistedFirst() {
    if bunIsHoisted; then return; fi
    if ! bunRunInstall --ignore-scripts --linker=hoisted || bunMissingPackage "$bunOutput" > /dev/null; then
        bunFail "$(bunExplain "$bunOutput")"
    fi
    bunListWorkspaces
    rm -rf "${bunWorkspaces[@]/%//node_modules}"

    local patched
    for patched in "$BUN_INSTALL_CACHE_DIR"/{,@*/}*_patch_hash=*; do
        [ -d "$patched" ] || continue
        rm -rf "${patched%_patch_hash=*}"
        ln -s "$patched" "${patched%_patch_hash=*}"
        bunHidesPatches=1
    done
}

# Runs `bun install` with the flags given; what it printed is in bunOutput, too.
bunRunInstall() {
    local line status=0
    # Hard links to the store would let the build change it. The last --backend and the last --linker count.
    local -a command=(bun install --frozen-lockfile --offline --backend=copyfile)
    if [ -n "$bunConfig" ]; then command+=(--config="$bunConfig"); fi
    if [ -z "${bunInstallFlags-}${bunInstallFlagsArray-}${bunLinker}" ]; then
        command+=(--linker=isolated)
    else
        concatTo command bunInstallFlags bunInstallFlagsArray
    fi
    command+=("$@")

    echo "${command[*]}"
    if [ -n "$bunHidesPatches" ]; then bunHidePatches; fi
    bunOutput=
    while IFS= read -r line || [ -n "$line" ]; do
        printf '%s\n' "$line"
        bunOutput+=$line$'\n'
    done < <(
        set -o pipefail
        "${command[@]}" 2>&1 | printable
    )
    wait "$!" || status=$?
    bunShowPatches
    return "$status"
}

# A cache to write into: a link to each entry, and the manifests of what is in bun.lock, for bun 1.2 and 1.3 ask for some in
# workspaces. A bun whose manifests cache-entry-creator does not know goes without, and says what it misses.
bunLinkCache() {
    if [ "$BUN_INSTALL_CACHE_DIR" != "$bunCache" ]; then return; fi
    local cache=${bunWritableCache-}
    if [ -z "$cache" ]; then cache=$(mktemp -d)/bun-cache; fi
    @cacheEntryCreator@ --manifests bun.lock --bun "$(bun --version)" --out "$cache" || mkdir "$cache"
    find "$bunCache" -mindepth 1 -maxdepth 1 ! -name '*.npm' -exec ln -s -t "$cache" {} +
    export BUN_INSTALL_CACHE_DIR=$cache
}

# Patches apply to copies that bun makes, and a copy of a read-only file is read-only. What is not from a registry has an entry whose
# name does not say which package it is: all of those are copied.
bunCopyPatched() {
    local keys key name version entry
    keys=$(cd / && packageJson=$OLDPWD/package.json bun -p 'Object.keys(require(process.env.packageJson).patchedDependencies ?? {}).join("\n")')
    while IFS= read -r key; do
        version=${key#?*@} name=${key%"@${key#?*@}"}
        # Not of a package, but of some other folder.
        [[ $name =~ ^(@[^/]+/)?[^/.-][^/]*$ ]] || continue
        case $version in
            [0-9]*) set -- "$bunCache/$name@${version%%[-+]*}"[-+@]* ;;
            *) set -- "$bunCache"/@{T,G,GH}@* ;;
        esac
        for entry; do
            [ -d "$entry" ] || continue
            bunReplaceEntry "${entry#"$bunCache/"}"
            cp -rL "$entry" "$BUN_INSTALL_CACHE_DIR/${entry#"$bunCache/"}"
            chmod -R u+w "$BUN_INSTALL_CACHE_DIR/${entry#"$bunCache/"}"
        done
    done <<< "$keys"
}

# Takes an entry out of the folder of links, in which a scope is one link until then.
bunReplaceEntry() {
    local scope=$BUN_INSTALL_CACHE_DIR/${1%/*}
    if [ "${1%/*}" != "$1" ] && [ -L "$scope" ]; then
        rm "$scope"
        mkdir "$scope"
        ln -s "$bunCache/${1%/*}"/* "$scope/"
    fi
    rm -rf "${BUN_INSTALL_CACHE_DIR:?}/$1"
}

bunIsLinked() {
    [ -d "$1/share/bun-links" ]
}

# bun has its global store since 1.3.14, and links the way that is counted on here since 1.4.
bunCheckLinking() {
    local version
    version=$(bun --version)
    case $version in
        0.* | 1.[0-3].*) bunFail "linked stores need bun 1.4 or newer, and this is $version; use a newer bun, or leave out linked = true" ;;
    esac
}

# What bun checks before it installs, and whether the linked store $1 is of this project.
bunPlaceModules() {
    local -a layout=()
    if bunIsHoisted; then layout=(--layout hoisted); elif bunChoosesLinker; then layout=(--layout isolated); fi
    if modulesAreLinked "$1"; then layout=(); fi
    modulesPlace @nodeModules@ "$1" "${layout[@]}" "${@:2}" || bunFail "node_modules could not be made (above: why)"
    # Next's Turbopack refuses symlinks to what is outside of the project, unless it is told of a larger root.
    if modulesAreLinked "$1"; then export NEXT_PRIVATE_OUTPUT_TRACE_ROOT=${NEXT_PRIVATE_OUTPUT_TRACE_ROOT-/}; fi
}

# Whether the isolated linker is asked for, or is the hook's own choice.
bunChoosesLinker() {
    ! bunIsHoisted
}

bunCheckLinked() {
    local -a flags=()
    concatTo flags bunInstallFlags bunInstallFlagsArray
    case ${flags[*]} in
        '') if [ "$bunLinker" = hoisted ]; then bunFail "bunfig.toml or .npmrc wants the hoisted linker, but a linked store is isolated; have bunInstallFlags = \"--linker=isolated\" if that will do, or leave out linked = true"; fi ;;
        --linker=isolated) ;;
        *) bunFail "bunInstallFlags (${flags[*]}) come too late for a linked store, whose packages are installed; remove them (bunDeps.prod has no devDependencies), or leave out linked = true" ;;
    esac
    bunCheckLinking
    cmp -s "$1/share/bun-project/bun.lock" bun.lock || bunFail "bunDeps was made from another bun.lock; make it from this very bun.lock ($1)"
    # It wants a cache to write to, if there are patches.
    if ! bunOutput=$(BUN_INSTALL_CACHE_DIR=$(mktemp -d) bun install ${bunConfig:+--config="$bunConfig"} --frozen-lockfile --lockfile-only --offline 2>&1); then
        echo "$bunOutput"
        bunFail "$(bunExplain "$bunOutput")"
    fi
}

# The node_modules of the project, and of each workspace, as they are in the linked store $1: of symlinks, node_modules/.bun being one to
# all packages. Those that are there already go.
bunLinkNodeModules() {
    local project=$1/share/bun-project folder program
    bunListWorkspaces
    rm -rf "${bunWorkspaces[@]/%//node_modules}"
    while IFS= read -r folder; do
        # As bun, this goes without workspaces that are not there.
        if [ ! -d "./${folder%node_modules}" ]; then continue; fi
        mkdir -p "$folder"
        cp -rPT --no-preserve=mode "$project/$folder" "$folder"
    done < <(find "$project" -name node_modules -prune -printf '%P\n')
    # bun makes those programs of workspaces executable that it links to.
    while IFS= read -r program; do
        if [ -f "$program" ]; then chmod +x "$program"; fi
    done < <(find "$project" -name node_modules -prune -o -type f -perm -0100 -printf '%P\n')
}

# For installPhase: makes node_modules anew, from bunProdDeps, without devDependencies, before it is copied to $out.
bunInstallProd() {
    bunEnterRoot
    if modulesAreIn "${bunProdDeps:-$bunDeps}" && ! modulesAreLinked "${bunProdDeps:-$bunDeps}"; then
        bunPlaceModules "${bunProdDeps:-$bunDeps}" --prod
        popd > /dev/null || exit
        return
    fi
    [ -n "${bunProdDeps-}" ] || bunFail "bunProdDeps is not set; set bunProdDeps = bunDeps.prod"
    if modulesAreLinked "$bunProdDeps"; then
        bunPlaceModules "$bunProdDeps"
        popd > /dev/null || exit
        return
    fi
    bunIsLinked "$bunProdDeps" || bunFail "bunProdDeps is no linked store; make it with fetchBunDeps { linked = true; … } ($bunProdDeps)"
    bunLinkNodeModules "$bunProdDeps"
    popd > /dev/null || exit
}

# The project's own install scripts, as `bun install` runs them: those of packages have run in the linked store.
bunRunProjectScripts() {
    local folder script
    while IFS=$'\t' read -r folder script; do
        (cd "$folder" && bun run "$script") || bunFail "the $script script of $folder failed (above: how); dontRunLifecycleScripts = true runs none"
    done < <(bunListProjectScripts)
}

# FOLDER<TAB>SCRIPT, the root's last. `bun run` runs those with pre and post in front of them, too, if there is one to run.
bunListProjectScripts() {
    (cd / && project=$OLDPWD bun -e '
        const read = (file) => require(process.env.project + "/" + file);
        const [root, ...workspaces] = Object.keys(read("bun.lock").workspaces);
        const isThere = (folder) => !folder.split("/").includes("..") && require("fs").existsSync(process.env.project + "/" + folder + "/package.json");
        for (const folder of [...workspaces, root].filter(isThere)) {
            const { scripts = {} } = read(folder + "/package.json");
            for (const name of ["install", "prepare"]) {
                const names = name in scripts ? [name] : ["pre" + name, "post" + name].filter((name) => name in scripts);
                for (const name of names) console.log("./" + folder + "\t" + name);
            }
        }')
}

# The folders whose node_modules are bun's, the root's first: "./", ./packages/app, …; a fixture may well have a node_modules of its own.
bunListWorkspaces() {
    local folders
    folders=$(cd / && lock=$OLDPWD/bun.lock bun -p 'Object.keys(require(process.env.lock).workspaces).map((folder) => "./" + folder).join("\n")')
    mapfile -t bunWorkspaces < <(foldersInside <<< "$folders" | sed 's,^\./,,; s,^,./,; s,^\./\.$,./,')
}

bunHasPatches() {
    local text
    IFS= read -r -d '' text < package.json || :
    # The first part says no to most, and in a fraction of the time.
    [[ $text == *'"patchedDependencies"'* && $text =~ \"patchedDependencies\"[[:space:]]*: ]]
}

# For bun 1.2 and 1.3, when what their cache has is patched already. What scripts write into these files stays.
bunHidePatches() {
    bunHidden=$PWD
    sed -i 's/"patchedDependencies"/"hiddenDependencies"/' package.json bun.lock
}

bunShowPatches() {
    if [ -z "${bunHidden-}" ]; then return; fi
    sed -i 's/"hiddenDependencies"/"patchedDependencies"/' "$bunHidden/package.json" "$bunHidden/bun.lock"
    bunHidden=
}

# The store's files are read-only, and so are bun's copies of them.
bunMakeWritable() {
    find . -name node_modules -prune -exec chmod -R u+w {} +
}

# The install scripts of packages and of the project.
bunRunScripts() {
    bunListWorkspaces
    bunListPackagesWithScripts
    if [ "${#bunPackages[@]}" = 0 ] && ! bunProjectHasScripts; then return; fi
    # To run scripts, bun writes a stand-in for node-gyp beside its cache.
    bunLinkCache
    bunForgetWhatHasScripts
    bunRunInstall || bunFail "$(bunExplain "$bunOutput")"
    bunMakeWritable
    bunWarnOfScripts
}

# bun only counts the packages whose scripts it did not run, and some versions not even that. There is nothing for bun2nix to generate.
bunWarnOfScripts() {
    local package advice
    local -a packages
    mapfile -t packages < <(bun pm untrusted 2> /dev/null | sed -nE 's|^\./(.*/)?node_modules/((@[^/]+/)?[^/]+) @(.+)$|\2@\4|p' | grep -v '^bun2nix@' | sort -u)
    if [ "${#packages[@]}" = 0 ]; then return; fi
    for package in "${packages[@]}"; do
        if advice=$(downloadAdvice @downloads@ "${package%@*}"); then bunWarn "the install script of $package $advice"; fi
    done
    bunWarn "install scripts were not run: ${packages[*]}. That is fine for most packages; if the build or the program misses a file that they make (an addon, a download), name them in trustedDependencies of package.json, run 'bun install' and commit bun.lock"
}

bunProjectHasScripts() {
    local workspace
    for workspace in "${bunWorkspaces[@]}"; do
        if [ -f "$workspace/binding.gyp" ] || grep -qsE '"(pre|post)?(install|prepare)"[[:space:]]*:' "$workspace/package.json"; then return; fi
    done
    return 1
}

# The packages with scripts of their own that bun put into a workspace's node_modules, those in others first. What lies deeper in a
# package is the package's.
bunListPackagesWithScripts() {
    local workspace package name='(@[^/]+/)?[^/@.][^/]*'
    local root="node_modules(/\.bun/[^/]+/node_modules|(/$name/node_modules)*)/$name"
    bunPackages=()
    for workspace in "${bunWorkspaces[@]}"; do
        [ -d "$workspace/node_modules" ] || continue
        while IFS= read -r -d '' package; do
            bunPackages+=("$workspace/$package")
        done < <(
            cd "$workspace" || exit
            find node_modules -regextype posix-extended -type f \
                \( -regex "$root/package\.json" -exec grep -lZE '"(pre|post)?install"[[:space:]]*:' {} + -o -regex "$root/binding\.gyp" -print0 \) |
                sed -z 's|/[^/]*$||' | sort -zur
        )
    done
}

# bun runs the scripts only of what it installs. So packages that have some go back from node_modules into the cache, as they are
# now, and links to workspace packages go.
bunForgetWhatHasScripts() {
    local lock package workspace
    IFS= read -r -d '' lock < bun.lock || :
    for package in "${bunPackages[@]}"; do bunMoveToCache "$package"; done
    for workspace in "${bunWorkspaces[@]}"; do
        [ -d "$workspace/node_modules" ] || continue
        while IFS= read -r -d '' package; do
            if [[ $lock == *"\"${package#*/node_modules/}@workspace:"* ]]; then rm "$package"; fi
        done < <(find "$workspace/node_modules" -maxdepth 2 -type l -print0)
    done
}

# What the cache has not, bun would not put back; nor what another package brought along.
bunMoveToCache() {
    local package=$1 outer=${1%/node_modules/*} place entry
    local -a entries outers
    mapfile -t entries < <(bunEntries "$package")
    mapfile -t outers < <(bunEntries "$outer")
    for entry in "${outers[@]}"; do
        if [ -e "$entry${package#"$outer"}" ]; then return; fi
    done
    if [ "${#entries[@]}" = 0 ]; then
        # Folders in the project are no part of the cache.
        if [[ $lock == *"\"${package##*/node_modules/}@file:"* ]]; then rm -rf "$package"; fi
        return
    fi
    place=$(mktemp -d)/package
    mv "$package" "$place"
    rm -rf "$place/node_modules"
    if [ -d "${entries[0]}/node_modules" ]; then cp -rLT "${entries[0]}/node_modules" "$place/node_modules"; fi
    for entry in "${entries[@]}"; do
        bunReplaceEntry "${entry#"$BUN_INSTALL_CACHE_DIR/"}"
        ln -s "$place" "$entry"
    done
}

# The cache's entries of a package in node_modules; the folder of an alias has another name than the package.
bunEntries() {
    local name entry
    [ -f "$1/package.json" ] || return 0
    {
        echo "${1##*/node_modules/}"
        grep -oP '"name"\s*:\s*"\K(@[^"/]+/)?[^"/.][^"/]*(?=")' "$1/package.json"
        printf '%s\n' @T @G @GH
    } | sort -u | while IFS= read -r name; do
        for entry in "$BUN_INSTALL_CACHE_DIR/$name"@*; do
            if cmp -s "$entry/package.json" "$1/package.json"; then echo "$entry"; fi
        done
    done
}

# One line for what bun printed ($1): what is wrong, and what to do.
bunExplain() {
    local name advice script='error: ([a-z]+) script from ("[^"]*") '
    if [[ $1 =~ $script ]]; then
        if [[ $1 == *"package manifest node-gyp"* ]]; then
            echo "the ${BASH_REMATCH[1]} script of ${BASH_REMATCH[2]} wants node-gyp; run 'bun add -d node-gyp' and commit bun.lock, or have it in nativeBuildInputs"
            return
        fi
        name=${BASH_REMATCH[2]}
        if advice=$(downloadAdvice @downloads@ "${name//\"/}"); then
            echo "the ${BASH_REMATCH[1]} script of $name failed (above: how): it $advice; or dontRunLifecycleScripts = true runs none$(bunTrust "${name//\"/}")"
        else
            echo "the ${BASH_REMATCH[1]} script of $name failed (above: how); dontRunLifecycleScripts = true runs none$(bunTrust "${name//\"/}")"
        fi
        return
    fi
    if name=$(bunMissingPackage "$1"); then
        if [[ $name == *://* ]]; then
            echo "$name is not in bunDeps, or bun $(bun --version) fetches it all the same, as bun 1.2 and 1.3 do in workspaces with install scripts; make bunDeps from this very bun.lock, or use bun 1.4"
        elif bunHasEntry "$name"; then
            echo "$name is in bunDeps, but bun looks for it elsewhere; let bunfig.toml and .npmrc be those that bunDeps was made with"
        elif bunIsForeign "$name"; then
            echo "$name is for another platform, and bun $(bun --version) wants it all the same; give fetchBunDeps allPlatforms = true ($bunDeps)"
        else
            echo "$name is in bun.lock but not in bunDeps; make bunDeps from this very bun.lock and for this platform$(bunNeedsOptional) ($bunDeps)"
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
            if grep -q '"file:\.\.' bun.lock; then
                echo "bun.lock does not match package.json (above: what bun said); run 'bun install' and commit bun.lock, or write \"workspace:*\" in place of \"file:../…\", which bun 1.2 and 1.3 never find unchanged"
            else
                echo "bun.lock does not match package.json (above: what bun said); run 'bun install' and commit bun.lock"
            fi ;;
        *"Failed to install "[0-9]*)
            echo "bun $(bun --version) does not say which packages it misses; if it wants those of other platforms (--cpu, --os, and before bun 1.4.4 any libc), give fetchBunDeps allPlatforms = true, else make bunDeps from this very bun.lock$(bunNeedsOptional) ($bunDeps)" ;;
        *"failed to resolve"*)
            echo "bun.lock does not match package.json (above: what bun said); run 'bun install' and commit bun.lock" ;;
        *)
            echo "bun install failed; what bun said stands above" ;;
    esac
}

# Why bun runs the scripts of package $1, if nothing in the project says that it may. bun 1.2 and 1.3 take [] for no trustedDependencies.
bunTrust() {
    local count
    count=$(cd / && file=$OLDPWD/package.json bun -p 'String(require(process.env.file).trustedDependencies?.length ?? 0)')
    if [ "$count" = 0 ] && NO_COLOR=1 bun pm default-trusted | grep -xF " - $1" > /dev/null; then
        echo "; bun trusts $1 by itself, unless trustedDependencies in package.json name others"
    fi
}

# A workspace of the lockfile that bun misses in the project. bun 1.4 goes without those that no other depends on, and its message ($1)
# names the one that it cannot do without.
bunLeftOut() {
    local workspace needed='\(([^()]+)\), which is listed in bun\.lock but not on disk'
    if [[ $1 =~ $needed ]]; then
        echo "${BASH_REMATCH[1]}"
        return
    fi
    case $(bun --version) in
        1.[0-3].*) bunListWorkspaces ;;
        *) return 1 ;;
    esac
    for workspace in "${bunWorkspaces[@]}"; do
        if [ ! -f "$workspace/package.json" ]; then
            echo "${workspace#./}"
            return
        fi
    done
    return 1
}

# The package that bun misses, from its message ($1).
bunMissingPackage() {
    local offline='--offline: "([^"]+)" is not in the cache' hoisted='downloading tarball ([^[:space:]]+)' isolated='failed to download ([^[:space:]]+):'
    local id=
    local -a ids
    if [[ $1 =~ $offline ]]; then
        # Without a version: it is one that bun.lock has and the cache has not.
        mapfile -t ids < <(grep -o "\"${BASH_REMATCH[1]}@[^\"]*\"" bun.lock | tr -d '"')
        for id in "${ids[@]}"; do
            bunHasEntry "$id" || break
        done
        echo "${id:-${BASH_REMATCH[1]}}"
    elif [[ $1 =~ $hoisted || $1 =~ $isolated ]]; then
        echo "${BASH_REMATCH[1]}"
    else
        return 1
    fi
}

# What else to do if a package was left out: before 1.4.4 bun's isolated linker fails without an optional package, too.
bunNeedsOptional() {
    if bunIsHoisted; then return; fi
    case $(bun --version) in
        1.[0-3].* | 1.4.[0-3]) echo ", or, if overrides leave it out, have bunInstallFlags = \"--linker=hoisted\" or bun 1.4.4 or later" ;;
    esac
}

# Whether the package $1 of bun.lock is for another platform. One of another libc is if it is missed.
bunIsForeign() {
    (cd / && lock=$OLDPWD/bun.lock id=$1 bun -e '
        const { packages } = require(process.env.lock), { id } = process.env;
        const info = Object.values(packages).find(([name]) => name === id)?.find((part) => typeof part === "object") ?? {};
        const takes = (list, own) => list.includes(own) || !list.includes("!" + own) && list.every((name) => name.startsWith("!"));
        const isForeign = "libc" in info || !takes([info.os ?? []].flat(), process.platform) || !takes([info.cpu ?? []].flat(), process.arch);
        process.exit(isForeign ? 0 : 1);')
}

bunHasEntry() {
    local version=${1#?*@}
    compgen -G "$bunCache/${1%"@$version"}@${version%%[-+]*}[-+@]*" > /dev/null
}

bunHidesPatches='' bunLinker='' bunConfig=''
export PATH=$PATH:@bun@/bin:@bun2nix@/bin
# shellcheck disable=SC2034 # stdenv runs them, of an interrupted build, too
failureHooks+=(bunShowPatches)
appendToVar preConfigurePhases bunSetInstallCacheDirPhase
if [ -z "${dontUseBunPatch-}" ]; then appendToVar preConfigurePhases bunPatchPhase; fi
appendToVar preBuildPhases bunNodeModulesInstallPhase
if [ -z "${dontRunLifecycleScripts-}" ]; then appendToVar preBuildPhases bunLifecycleScriptsPhase; fi

if [ -z "${dontUseBunBuild-}" ] && [ -z "${buildPhase-}" ]; then buildPhase=bunBuildPhase; fi
if [ -z "${dontUseBunCheck-}" ] && [ -z "${checkPhase-}" ]; then checkPhase=bunCheckPhase; fi
if [ -z "${dontUseBunInstall-}" ] && [ -z "${installPhase-}" ]; then installPhase=bunInstallPhase; fi
