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
pnpmWritableCopies=@writableCopies@
# What is known of pnpm's versions: MAJOR:STORE:VARIABLES:SETTINGS, as nix/pnpm/versions.json has them.
pnpmVersions=(@pnpmVersions@)
# shellcheck source=../lib.sh
source @hookLib@
# shellcheck source=store.sh
source @pnpmStore@
# shellcheck source=explain.sh
source @pnpmExplain@

pnpmConfigHook() {
    echo "Executing pnpmConfigHook"
    pnpmHasRun=1
    hookInRoot pnpm pnpmInstallNodeModules
    echo "Finished pnpmConfigHook"
}

pnpmInstallNodeModules() {
    hookUseTarballs "$(pnpmWithVersion)" pnpm-lock.yaml
    pnpmConfigure "${pnpmDeps-}"
    runHook prePnpmInstall
    hookInstall pnpm "$pnpmDeps"
    pnpmWarnOfDeploy
    pnpmWarnOfPrepare "$pnpmDeps"
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
    if hookHasTree "$1"; then
        [ -f pnpm-lock.yaml ] || hookIsLinked "$1" || pnpmFail "$(pnpmExplain ERR_PNPM_NO_LOCKFILE)"
        hookCheckLockfile pnpm "$1" pnpm-lock.yaml
        if hookIsLinked "$1"; then hookFlagOptions pnpm "$1"; fi
        if hookIsLinked "$1" && [ -n "${pnpmWorkspaces[*]-}" ]; then pnpmWarn "pnpmWorkspaces has no effect here: a linked tree has all workspace packages, or those of fetchPnpmDeps' importers"; fi
        # There may be none.
        pnpmVersion=
        if type -P pnpm > /dev/null; then pnpmVersion=$(pnpmReadVersion); fi
        echo "Making node_modules of $1"
    else
        pnpmUseStore "$1"
        echo "Installing with pnpm $pnpmVersion from $1"
    fi
}

# pnpm@VERSION, in the version that is in PATH, if there is one.
pnpmWithVersion() {
    if type -P pnpm > /dev/null; then echo "pnpm@$(pnpmReadVersion)"; else echo pnpm; fi
}

pnpmTreeOptions() {
    local workspace
    local -a workspaces=()
    concatTo workspaces pnpmWorkspaces
    # pnpm installs the packages of the root, too.
    if [ "${#workspaces[@]}" != 0 ] && pnpmHasRoot; then printf '%s\n' --importer .; fi
    for workspace in "${workspaces[@]}"; do
        printf '%s\n' --importer
        pnpmImporterOf "$workspace" || exit
    done
    hookFlagOptions pnpm "$pnpmDeps"
}

# Whether the lockfile knows the root, and fetchPnpmDeps' importers do not choose others.
pnpmHasRoot() {
    hookAbout "$pnpmDeps" importer | grep -qxF . && ! grep -q -e '^--importer' "$pnpmDeps/options"
}

# The folder of the workspace package $1, which is given by its name or folder, with pnpm's dots for what it depends on, which comes along.
pnpmImporterOf() {
    local name=${1%...}
    hookImporterOf "$pnpmDeps" "$name" || pnpmFailNoWorkspace "$name" ", or give installer = \"pnpm\" for pnpm's filters"
}

pnpmFailNoWorkspace() {
    pnpmFail "pnpmWorkspaces: the workspace has no package or folder $1; correct it, or add its folder to src${2-}"
}

# `pnpm deploy` installs packages from a store, which a tree does not have; that of pnpm 9, and with --legacy that of 10 and 11, does so
# without the lockfile.
pnpmWarnOfDeploy() {
    local phase deploy=$'pnpm ([^\n;&|]* )?deploy'
    for phase in {pre,post}{Build,Install} {build,install}Phase; do
        if [[ ! ${!phase-} =~ $deploy || " ${BASH_REMATCH[1]}" == *' run '* ]]; then continue; fi
        if hookHasTree "$pnpmDeps"; then
            pnpmWarn "'pnpm deploy' in $phase cannot work, because it installs again; call 'pnpmInstallProd' and copy the project (with pnpmWorkspaces, a part of it), or give fetchPnpmDeps installer = \"pnpm\""
        elif [[ $pnpmVersion == 9.* ]]; then
            pnpmWarn "'pnpm deploy' in $phase cannot work, because it asks the registry, as pnpm 9 ignores the lockfile there; call 'pnpmInstallProd' and copy the project (with pnpmWorkspaces, a part of it), or use pnpm 11 or 12"
        elif [[ $pnpmVersion == 1[01].* ]] && { [[ ${!phase} == *--legacy* ]] || grep -qiE '^force-?legacy-?deploy *[:=] *true' pnpm-workspace.yaml .npmrc 2> /dev/null; }; then
            pnpmWarn "'pnpm deploy' in $phase cannot work, because it asks the registry, as --legacy ignores the lockfile; remove --legacy or forceLegacyDeploy (pnpm 10 also needs a lockfile made with injectWorkspacePackages: true), or call 'pnpmInstallProd' and copy the project"
        fi
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
        if folder=$(pnpmGypFolder "$package"); then
            pnpmWarn "$package has a binding.gyp but no install script, and 'pnpm rebuild' of pnpm $pnpmVersion does not compile such a package; write '(cd $folder && node-gyp rebuild)' into preBuild, and add node-gyp to nativeBuildInputs"
        else
            rest+="${rest:+ }$package"
        fi
    done
    if [ -n "$rest" ]; then pnpmWarn "install scripts did not run: $rest. That is fine for most packages; if the build or the program misses a file that they make (an addon, a download), allow them ('pnpm approve-builds') and write 'pnpm rebuild' into preBuild"; fi
}

# The folder of the package $1 if it has a binding.gyp and no script: `pnpm rebuild` of pnpm 10 and 11 passes over it.
pnpmGypFolder() {
    local name=${1%@*} folder
    case ${pnpmVersion-} in 10.* | 11.*) ;; *) return 1 ;; esac
    for folder in node_modules/.pnpm/"${1//\//+}"*/"node_modules/$name" "node_modules/$name"; do
        if [ -f "$folder/binding.gyp" ] && ! grep -qE '"(pre|post)?install"[[:space:]]*:' "$folder/package.json"; then
            echo "$folder"
            return
        fi
    done
    return 1
}

# Of a git repository pnpm makes a package by its prepare script, with the repository's devDependencies, which no lockfile has.
pnpmWarnOfPrepare() {
    local key name manifest
    while IFS= read -r key; do
        name=${key%@*://*}
        for manifest in {,"$1/tree/"}node_modules/.pnpm/"${name//\//+}"@{http,git,ssh}*/"node_modules/$name/package.json" "node_modules/$name/package.json"; do
            if [ -f "$manifest" ] && grep -qE '"prepare"[[:space:]]*:' "$manifest"; then
                pnpmWarn "$key comes from git, and its prepare script did not run; if the build misses a file of it, run 'npm pack' in that repository and give fetchPnpmDeps overrides.\"$key\" = _: ./FILE.tgz"
                break
            fi
        done
    done < <(hookAbout "$1" git)
}

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

# A phase before buildPhase, where configurePhase is not stdenv's.
pnpmWarnIfNotRun() {
    [ -n "${pnpmHasRun-}" ] ||
        pnpmWarn "it did not run; write 'runHook postConfigure' into configurePhase and remove dontConfigure, or call 'pnpmConfigHook' where the build needs node_modules"
}

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
