# shellcheck shell=bash
# nixpkgs' npmConfigHook, by behaviour and by variable names. node_modules is made straight from the lockfile, without npm; nothing is unpacked,
# copied or made writable first. The install scripts of packages have been run when npmDeps was made; with fetchNodeTarballs they run here. As
# nixpkgs' own it runs at the end of patchPhase, so that configurePhase has node_modules.
#
#   npmDeps            from fetchNpmDeps, or from fetchNodeTarballs
#   npmProdDeps        what npmInstallProd installs from, when it is another
#   npmRoot            the folder of package-lock.json, when it is not the source's root
#   npmInstallFlags, npmFlags
#                      of these --omit=KIND and --workspace=NAME_OR_FOLDER are for the install
#   npmWorkspace       the workspace that npmBuildHook and npmInstallHook of nixpkgs, or mkNpmPackage, are about
#   npmRebuildFlags    flags for `npm rebuild`, which runs install scripts; with --ignore-scripts none run, neither packages' nor the project's own
#   makeCacheWritable, forceGitDeps
#                      not needed
#
# Lists may be strings or arrays, and …FlagsArray adds to them.

# shellcheck disable=SC2034 # for lib.sh
hookNodeModules=@nodeModules@ hookTreePatch=@treePatch@ hookDownloads=@downloads@ hookPlatform=@platform@
# shellcheck source=../lib/lib.sh
source @hookLib@
npmPackageFiles=@packageFiles@
# shellcheck source=package.sh
source @npmPackage@

npmConfigHook() {
    echo "Executing npmConfigHook"
    hookHasRun=1
    hookInRoot npm npmInstallNodeModules
    echo "Finished npmConfigHook"
}

npmInstallNodeModules() {
    local lockfile tarballs=${npmDeps-}/tarballs
    lockfile=$(npmFindLockfile) || exit
    if [ -d "$tarballs" ]; then hookUseTarballs npm "$lockfile"; fi
    npmConfigure "${npmDeps-}"
    hookInstall npm "$npmDeps"
    hookWarnOfPrepare npm "$npmDeps" 'prepublish|(pre|post)?prepare'
    if [ -d "$tarballs" ]; then npmRebuild; else npmRunScripts; fi
    # npm believes it as long as nothing is newer that it is about.
    touch -c node_modules/.package-lock.json
}

# For installPhase: node_modules without devDependencies, ready to be copied into an output.
npmInstallProd() { hookInRoot npm npmPrune; }

# npmPrune [OPTION...]: the same in the current folder; OPTION is one of node-modules.
npmPrune() {
    hookInstallProd npm "$@"
    rm -f node_modules/.package-lock.json
}

npmFail() { hookFail npmConfigHook "$1"; }
npmWarn() { hookWarn npmConfigHook "$1"; }

npmConfigure() {
    [ -n "$1" ] || npmFail "npmDeps is not set; set npmDeps = fetchNpmDeps { lockfile = ./package-lock.json; }"
    hookHasTree "$1" || npmFail "npmDeps is not from fragstore's fetchNpmDeps; set npmDeps = fetchNpmDeps { lockfile = ./package-lock.json; } ($1)"
    hookCheckManager npm "$1"
    [ -f package.json ] || npmFail "there is no package.json in $PWD; add it to src, or set npmRoot to its folder"
    hookNeedHome
    hookCheckLockfile npm "$1" "$(npmFindLockfile)"
    npmWarnOfNeedless
    echo "Making node_modules of $1"
}

npmFindLockfile() {
    if [ -f npm-shrinkwrap.json ]; then
        echo npm-shrinkwrap.json
    else
        if [ ! -f package-lock.json ] && [ -f yarn.lock ]; then
            npmFail "there is no package-lock.json in $PWD, but a yarn.lock; run 'npm install --package-lock-only' in the project, and add package-lock.json to src (npm ignores the versions in a lockfile of Yarn 2 and later; 'pnpm import' keeps them, for pnpmConfigHook)"
        fi
        [ -f package-lock.json ] || npmFail "there is no package-lock.json in $PWD; add it to src, or set npmRoot to its folder, or set postPatch = \"cp \${./package-lock.json} package-lock.json\""
        echo package-lock.json
    fi
}

npmWarnOfNeedless() {
    local name
    for name in npmDepsHash npmDepsFetcherVersion; do
        if [ -n "${!name-}" ]; then npmWarn "$name is not needed: every package is fetched by the hash in the lockfile; leave it out"; fi
    done
}

# Of npm's flags, those that decide what is installed. An option and its value may be two words.
npmTreeOptions() {
    local flag option=
    hookReadFlags npmInstallFlags npmFlags
    for flag in "${hookFlags[@]}"; do
        flag=$option$flag option=
        case $flag in
            --omit | --workspace | -w) option=$flag= ;;
            --omit=dev | --omit=optional | --omit=peer) printf '%s\n' --omit "${flag#*=}" ;;
            --production | --only=prod | --only=production) echo --prod ;;
            --workspace=* | -w=*)
                echo --importer
                npmImporterOf npmInstallFlags "${flag#*=}" || exit
                ;;
        esac
    done
}

# npmImporterOf VARIABLE NAME: the folder of the workspace that VARIABLE calls NAME.
npmImporterOf() {
    hookImporterOf "$npmDeps" "$2" ||
        npmFail "$1: package-lock.json has no workspace $2; it has $(hookAbout "$npmDeps" importer | grep -vxF . | paste -sd' ' | grep . || echo none); give the name or the folder of one"
}

# Those of packages were run when npmDeps was made.
npmPending() { :; }
npmWarnOfPending() { :; }

# Install scripts of packages and of the project, as nixpkgs' hook has npm run them. Those that download something fail here.
npmRebuild() {
    hookReadFlags npmRebuildFlags npmFlags
    if [[ " ${hookFlags[*]} " == *" --ignore-scripts "* ]]; then return; fi
    hookRun npm rebuild "${hookFlags[@]}" || npmFail "npm rebuild failed (see above); add what it misses to nativeBuildInputs (python3 for addons), or set npmRebuildFlags = [ \"--ignore-scripts\" ]"
    hookPatch "$npmDeps"
}

# The project's own, as `npm ci` runs them: those of workspaces, and then the root's. nixpkgs' hook runs `npm rebuild`, which runs them, too.
npmRunScripts() {
    hookReadFlags npmInstallFlags npmRebuildFlags npmFlags
    if [[ " ${hookFlags[*]} " == *" --ignore-scripts "* ]]; then return; fi
    hookRunProjectScripts npm node "$npmDeps" 'npmRebuildFlags = [ "--ignore-scripts" ]'
}

npmWarnIfNotRun() { hookWarnIfNotRun npm patch; }

# `npm prune` of nixpkgs' npmInstallHook does not know links into a tree, and would install.
npmPruneLinked() {
    if [ "${installPhase-}" = npmInstallHook ] && [ -z "${dontNpmPrune-}" ] && hookIsLinked "$npmDeps"; then
        npmInstallProd
        dontNpmPrune=1
    fi
}

# Later npms of the build ask nobody, and need no network.
export npm_config_offline=true npm_config_audit=false npm_config_fund=false npm_config_update_notifier=false npm_config_progress=false
export npm_config_nodedir=@nodeSource@
hookNeedHome
postPatchHooks+=(npmConfigHook)
if [ -n "${patchPhase-}${dontPatch-}" ]; then appendToVar preBuildPhases npmWarnIfNotRun; fi
preInstallHooks+=(npmPruneLinked)
