# shellcheck shell=bash
# nixpkgs' pnpmConfigHook, by behaviour and by variable names. node_modules is made straight from the lockfile, without pnpm, or by pnpm from a
# read-only store, as pnpmDeps says; nothing is unpacked, copied or made writable first.
#
#   pnpmDeps           from fetchPnpmDeps, or from fetchNodeTarballs
#   pnpmProdDeps       what pnpmInstallProd installs from, when it is another
#   pnpmRoot           the folder of pnpm-lock.yaml, when it is not the source's root
#   pnpmWorkspaces     install only these workspace packages (pnpm's --filter)
#   pnpmInstallFlags   more flags for `pnpm install`
#   prePnpmInstall     a hook that runs when pnpm is configured and before it installs
#   dontPnpmConfigure, dontPnpmStripInstallState
#                      do not install; leave pnpm's notes about node_modules in outputs
#
# Lists may be strings or, with structuredAttrs, arrays.

# shellcheck disable=SC2034 # for lib.sh
hookNodeModules=@nodeModules@ hookTreePatch=@treePatch@ hookDownloads=@downloads@ hookPlatform=@platform@
# What is known of pnpm's versions: MAJOR:STORE:VARIABLES:SETTINGS, as nix/pnpm/versions.json has them.
pnpmVersions=(@pnpmVersions@)
# shellcheck source=../lib/lib.sh
source @hookLib@
# shellcheck source=store.sh
source @pnpmStore@
# shellcheck source=explain.sh
source @pnpmExplain@

pnpmConfigHook() {
    echo "Executing pnpmConfigHook"
    hookHasRun=1
    hookInRoot pnpm pnpmInstallNodeModules
    echo "Finished pnpmConfigHook"
}

pnpmInstallNodeModules() {
    if [ -d "${pnpmDeps-}/tarballs" ]; then hookUseTarballs "pnpm$(pnpmReadVersion | sed 's/^/@/')" pnpm-lock.yaml; fi
    pnpmConfigure "${pnpmDeps-}"
    runHook prePnpmInstall
    hookInstall pnpm "$pnpmDeps"
    pnpmWarnOfDeploy
    hookWarnOfPrepare pnpm "$pnpmDeps" prepare
    pnpmWarnOfRuntimes "$pnpmDeps"
}

# For installPhase: node_modules without devDependencies, and without what only pnpm has a use for, ready to be copied into an output.
pnpmInstallProd() { hookInRoot pnpm pnpmPrune; }

pnpmPrune() {
    hookInstallProd pnpm
    rm -rf node_modules/{.modules.yaml,.pnpm-workspace-state-v1.json,.pnpm-config,.pnpm/lock.yaml}
    find node_modules/.pnpm -type d -empty -delete 2> /dev/null || :
}

pnpmFail() { hookFail pnpmConfigHook "$1"; }
pnpmWarn() { hookWarn pnpmConfigHook "$1"; }

pnpmConfigure() {
    [ -n "$1" ] || pnpmFail "pnpmDeps is not set; set pnpmDeps = fetchPnpmDeps { lockfile = ./pnpm-lock.yaml; … }"
    [ -z "${pnpmWorkspace-}" ] || pnpmFail "pnpmWorkspace is no longer read; set pnpmWorkspaces = [ \"$pnpmWorkspace\" ]"
    hookNeedHome
    hookCheckManager pnpm "$1"
    pnpmVersion=$(pnpmReadVersion)
    if hookHasTree "$1"; then
        [ -f pnpm-lock.yaml ] || hookIsLinked "$1" || pnpmFail "$(pnpmExplain ERR_PNPM_NO_LOCKFILE)"
        hookCheckLockfile pnpm "$1" pnpm-lock.yaml
        if hookIsLinked "$1"; then hookFlagOptions pnpm "$1"; fi
        if hookIsLinked "$1" && [ -n "${pnpmWorkspaces[*]-}" ]; then pnpmWarn "pnpmWorkspaces has no effect here: a linked tree has all workspace packages, or those of fetchPnpmDeps' importers"; fi
        echo "Making node_modules of $1"
    else
        pnpmUseStore "$1"
        echo "Installing with pnpm $pnpmVersion from $1"
    fi
}

pnpmTreeOptions() {
    local workspace
    hookReadFlags pnpmWorkspaces
    # pnpm installs the packages of the root, too.
    if [ "${#hookFlags[@]}" != 0 ] && pnpmHasRoot; then printf '%s\n' --importer .; fi
    for workspace in "${hookFlags[@]}"; do
        echo --importer
        # The dots are pnpm's for what it depends on, which comes along.
        hookImporterOf "$pnpmDeps" "${workspace%...}" || pnpmFailNoWorkspace "${workspace%...}" ", or give installer = \"pnpm\" for pnpm's filters"
    done
    hookFlagOptions pnpm "$pnpmDeps"
}

# Whether the lockfile knows the root, and fetchPnpmDeps' importers do not choose others.
pnpmHasRoot() {
    hookAbout "$pnpmDeps" importer | grep -qxF . && ! grep -q -e '^--importer' "$pnpmDeps/options"
}

pnpmFailNoWorkspace() {
    pnpmFail "pnpmWorkspaces: the workspace has no package or folder $1; correct it, or add its folder to src${2-}"
}

# `pnpm deploy` installs packages from a store, which a tree does not have; that of pnpm 9, and with --legacy that of 10 and 11, does so
# without the lockfile.
pnpmWarnOfDeploy() {
    local phase why instead deploy=$'pnpm ([^\n;&|]* )?deploy'
    for phase in {pre,post}{Build,Install} {build,install}Phase; do
        if [[ ! ${!phase-} =~ $deploy || " ${BASH_REMATCH[1]}" == *' run '* ]]; then continue; fi
        if hookHasTree "$pnpmDeps"; then
            why="installs again" instead='give fetchPnpmDeps installer = "pnpm"'
        elif [[ $pnpmVersion == 9.* ]]; then
            why="asks the registry, as pnpm 9 ignores the lockfile there" instead="use pnpm 11 or 12"
        elif [[ $pnpmVersion == 1[01].* ]] && { [[ ${!phase} == *--legacy* ]] || grep -qiE '^force-?legacy-?deploy *[:=] *true' pnpm-workspace.yaml .npmrc 2> /dev/null; }; then
            why="asks the registry, as --legacy ignores the lockfile" instead="remove --legacy or forceLegacyDeploy (pnpm 10 also needs a lockfile made with injectWorkspacePackages: true)"
        else
            continue
        fi
        pnpmWarn "'pnpm deploy' in $phase cannot work, because it $why; call 'pnpmInstallProd' and copy the project (pnpmWorkspaces chooses what is installed), or $instead"
    done
}

# What pnpm notes about packages whose install scripts are still to be run, in YAML or, since pnpm 10, JSON; but for those whose scripts
# the project does not want.
pnpmPending() {
    if [ ! -f node_modules/.modules.yaml ]; then return; fi
    sed -nE '/^ *"?pendingBuilds"?:/,/^ *"?[A-Za-z]+"?:( |$)/ s/^ *(- )?["'\'']?([^"'\'' ]+@[^"'\'' ]+)["'\'']?,?$/\2/p' node_modules/.modules.yaml |
        sed 's/(.*//' | LC_ALL=C sort -u | { grep -vxF -f <(hookAbout "$1" refused) || :; }
}

pnpmWarnOfPending() {
    local package folder rest=
    for package in $1; do
        if folder=$(hookFolderWhere "$package" pnpmIsPassedOver); then
            pnpmWarn "$package has a binding.gyp but no install script, and 'pnpm rebuild' of pnpm $pnpmVersion does not compile such a package; write '(cd $folder && node-gyp rebuild)' into preBuild, and add node-gyp to nativeBuildInputs"
        else
            rest+="${rest:+ }$package"
        fi
    done
    if [ -n "$rest" ]; then pnpmWarn "install scripts did not run: $rest. That is fine for most packages; if a file that they make is missing (an addon, a download), allow them ('pnpm approve-builds') and write 'pnpm rebuild' into preBuild"; fi
}

# `pnpm rebuild` of pnpm 10 and 11 passes over a package that has a binding.gyp and no script.
pnpmIsPassedOver() { [[ ${pnpmVersion-} == 1[01].* ]] && [ -f "$1/binding.gyp" ] && ! hookHasScript '(pre|post)?install' "$1"; }

pnpmWarnOfRuntimes() {
    local runtime
    while IFS= read -r runtime; do
        pnpmWarn "$runtime is not installed; the build uses the one in nativeBuildInputs"
    done < <(hookAbout "$1" runtime)
}

# pnpm's notes about a node_modules: where the store was, and when. They differ between builds, and only a later install would read them.
# So it is with configDependencies, some of which are links to the build's own store.
pnpmStripInstallState() {
    local output
    for output in $(getAllOutputNames); do
        [ ! -e "${!output-}" ] || find "${!output}" \( -path '*/node_modules/.pnpm-config' -prune -o \
            -name .modules.yaml -type f -o -name '.pnpm-workspace-state*.json' -type f \) -exec rm -rf {} +
    done
}

pnpmWarnIfNotRun() { hookWarnIfNotRun pnpm configure; }

# Already here, because a pnpm that runs before the install would fetch the one that package.json asks for.
for prefix in npm_config pnpm_config; do
    pnpmExport $prefix "${pnpmFixedSettings[@]}" arch=@npmArch@ platform=@npmPlatform@
done
unset prefix
hookNeedHome

if [ -z "${dontPnpmConfigure-}" ]; then
    postConfigureHooks+=(pnpmConfigHook)
    if [ -n "${configurePhase-}${dontConfigure-}" ]; then appendToVar preBuildPhases pnpmWarnIfNotRun; fi
    # Before fixupPhase looks for broken links, and after checks that may have run pnpm.
    if [ -z "${dontPnpmStripInstallState-}" ]; then
        preFixupHooks+=(pnpmStripInstallState)
        postInstallCheckHooks+=(pnpmStripInstallState)
    fi
fi
