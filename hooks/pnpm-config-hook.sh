# shellcheck shell=bash
# nixpkgs' pnpmConfigHook, by behaviour and by variable names, but pnpm installs straight from the read-only store:
# nothing is unpacked, copied or made writable first. From a linked store there is nothing to copy at all, and node_modules is symlinks.
#
#   pnpmDeps           the store, from fetchPnpmDeps
#   pnpmProdDeps       the store that pnpmInstallProd installs from, when it is another
#   pnpmRoot           the folder of pnpm-lock.yaml, when it is not the source's root
#   pnpmWorkspaces     install only these workspace packages (pnpm's --filter)
#   pnpmInstallFlags   more flags for `pnpm install`
#   prePnpmInstall     a hook that runs when pnpm is configured and before it installs
#   dontPnpmConfigure, dontPnpmStripInstallState
#                      do not install; leave pnpm's notes about node_modules in outputs
#
# Lists may be strings or, with structuredAttrs, arrays.

# shellcheck source=lib.sh
source @hookLib@

pnpmConfigHook() {
    echo "Executing pnpmConfigHook"
    local pnpmVersion storeVersion
    local -a pnpmSettings
    pnpmEnterRoot
    if modulesAreIn "${pnpmDeps-}"; then
        pnpmNeedHome
        echo "Making node_modules of $pnpmDeps"
        runHook prePnpmInstall
        pnpmPlaceModules
    else
        pnpmUseStore
        echo "Installing with pnpm $pnpmVersion from $pnpmDeps"
        runHook prePnpmInstall
        pnpmInstallFromStore
    fi

    pnpmLeaveRoot
    echo "Finished pnpmConfigHook"
}

# For installPhase: node_modules without devDependencies, and without what only pnpm has a use for, ready to be copied into an output.
pnpmInstallProd() {
    local pnpmVersion storeVersion pnpmDeps=${pnpmProdDeps:-${pnpmDeps-}}
    local -a pnpmSettings modules
    pnpmEnterRoot
    if modulesAreIn "$pnpmDeps"; then
        if modulesAreLinked "$pnpmDeps"; then
            [ -n "${pnpmProdDeps-}" ] || pnpmFail "pnpmProdDeps is not set; set pnpmProdDeps = pnpmDeps.prod"
            pnpmPlaceModules
        else
            pnpmPlaceModules --prod
        fi
    else
        pnpmUseStore
        echo "Installing with pnpm $pnpmVersion from $pnpmDeps, without devDependencies"
        pnpmFindModules
        rm -rf "${modules[@]}"
        pnpmInstallFromStore --prod
    fi
    rm -rf node_modules/{.modules.yaml,.pnpm-workspace-state-v1.json,.pnpm-config,.pnpm/lock.yaml}
    find node_modules/.pnpm -type d -empty -delete 2> /dev/null || :
    pnpmLeaveRoot
}

# Takes options of node-modules.
pnpmPlaceModules() {
    local workspace
    local -a workspaces=() importers=()
    pnpmAppendWords workspaces pnpmWorkspaces
    for workspace in "${workspaces[@]}"; do importers+=(--importer "$(pnpmImporterOf "$workspace")"); done
    # There may be none.
    pnpmVersion=
    if type -P pnpm > /dev/null; then pnpmVersion=$(pnpmReadVersion); fi
    modulesPlace @nodeModules@ "$pnpmDeps" "${importers[@]}" "$@" || pnpmFail "node_modules could not be made (above: why)"
    pnpmWarnOfScripts
    pnpmWarnOfLeftOut
    pnpmWarnOfRuntimes
    # Next's bundler does not look at files outside of the project else.
    if modulesAreLinked "$pnpmDeps"; then export NEXT_PRIVATE_OUTPUT_TRACE_ROOT=${NEXT_PRIVATE_OUTPUT_TRACE_ROOT:-/}; fi
}

# The folder of the workspace package $1, which has its name or is its folder, with pnpm's dots for what it depends on, which comes along.
pnpmImporterOf() {
    local importer name=${1%...}
    while IFS= read -r importer; do
        if [ "$importer" = "${name#./}" ] || grep -qsE "\"name\"[[:space:]]*:[[:space:]]*\"(@[^\"/]*/)?${name//./[.]}\"" "$importer/package.json"; then
            echo "$importer"
            return
        fi
    done < <(pnpmImporters)
    pnpmFail "pnpmWorkspaces: no package.json of the workspace has the name $name; correct it, or add that package's folder to src, or give installer = \"pnpm\" for filters of pnpm's"
}

pnpmEnterRoot() {
    pnpmHasRun=1
    case ${pnpmRoot-} in
        '') ;;
        "${NIX_STORE-/nix/store}"/*) pnpmFail "pnpmRoot is a path, which Nix has copied to its store ($pnpmRoot); give the folder as a string, relative to src: \"assets\"" ;;
        *) pushd "$pnpmRoot" &> /dev/null || pnpmFail "pnpmRoot: there is no folder $pnpmRoot in $PWD; give it as a string (\"assets\"), relative to src" ;;
    esac
}

pnpmLeaveRoot() {
    [ -z "${pnpmRoot-}" ] || popd > /dev/null || exit
}

# Has every pnpm from now on use $pnpmDeps. Sets pnpmVersion, storeVersion and pnpmSettings.
pnpmUseStore() {
    pnpmCheckInputs
    pnpmConfigureStore
    pnpmExportSettings
}

# Takes flags for `pnpm install`.
pnpmInstallFromStore() {
    if pnpmIsLinked; then
        # pnpm 12 looks for packages that scripts were run for only if it may run scripts. They have been run, and those of the project
        # are not to be.
        pnpmInstall --config.script-shell="$(type -P true)" "$@"
        pnpmLinkAbsolutely
    else
        pnpmInstall --ignore-scripts "$@"
        pnpmPatch
        pnpmWarnOfScripts
        pnpmWarnOfPrepare
    fi
    pnpmWarnOfLeftOut
    pnpmWarnOfRuntimes
}

pnpmFail() {
    pnpmWarn "$1"
    exit 1
}

pnpmWarn() {
    echo "pnpmConfigHook: $1" | printable >&2
}

# Sets pnpmVersion and storeVersion.
pnpmCheckInputs() {
    [ -n "${pnpmDeps-}" ] || pnpmFail "pnpmDeps is not set; set pnpmDeps = fetchPnpmDeps { lockfile = ./pnpm-lock.yaml; … }"
    [ -z "${pnpmWorkspace-}" ] || pnpmFail "pnpmWorkspace is no longer read; set pnpmWorkspaces = [ \"$pnpmWorkspace\" ]"
    type -P pnpm > /dev/null || pnpmFail "no pnpm in PATH; add it to nativeBuildInputs"

    pnpmNeedHome
    pnpmVersion=$(pnpmReadVersion)
    case $pnpmVersion in
        9.*) storeVersion=v3 ;;
        10.*) storeVersion=v10 ;;
        11.* | 12.*) storeVersion=v11 ;;
        *) pnpmFail "pnpm $pnpmVersion: this hook knows the stores of pnpm 9, 10, 11 and 12 only" ;;
    esac

    if [ -d "$pnpmDeps/$storeVersion" ] || pnpmHasNoPackages; then return; fi
    local other
    for other in v3 v10 v11; do
        [ ! -d "$pnpmDeps/$other" ] || pnpmFail "pnpmDeps is a $other store, but pnpm $pnpmVersion reads $storeVersion; give fetchPnpmDeps the same pnpm ($pnpmDeps)"
    done
    pnpmFail "pnpmDeps is not a pnpm store; make it with fragstore's fetchPnpmDeps ($pnpmDeps)"
}

pnpmIsLinked() {
    [ -d "$pnpmDeps/v11/links" ]
}

# Whether it needs nothing but to read the store.
pnpmReadsFrozenStores() {
    local major minor
    IFS=. read -r major minor _ <<< "$pnpmVersion"
    [ "$major" -gt 11 ] || { [ "$major" = 11 ] && [ "$minor" -ge 7 ]; }
}

# The store of a lockfile without packages is an empty folder.
pnpmHasNoPackages() {
    [ -d "$pnpmDeps" ] && ! compgen -G "$pnpmDeps/*" > /dev/null
}

# Starting pnpm only to ask for its version takes up to 400 ms, so the name that nixpkgs gives a package is asked first, and then the
# package.json beside it.
pnpmReadVersion() {
    local program package name="^${NIX_STORE-}/[^/]*-pnpm-([0-9]+[.][0-9]+[.][0-9]+)/"
    program=$(realpath "$(type -P pnpm)")
    if [[ $program =~ $name ]]; then
        echo "${BASH_REMATCH[1]}"
        return
    fi
    package=${program%/bin/pnpm.?js}/package.json
    if [ "$program" != "${program%/bin/pnpm.?js}" ] && [ -f "$package" ]; then
        local json name='"name": *"pnpm"' version='"version": *"([^"]+)"'
        json=$(< "$package")
        if [[ $json =~ $name && $json =~ $version ]]; then
            echo "${BASH_REMATCH[1]}"
            return
        fi
    fi
    # Not in the project, whose package.json may ask pnpm to become another version.
    (cd "$HOME" && pnpm --version)
}

# Those that need not know the store.
pnpmFixedSettings=(
    # Hard links to the store would let the build change it.
    package-import-method=clone-or-copy
    side-effects-cache=false
    update-notifier=false
    # There is no network; without this pnpm tries for minutes.
    offline=true
    # The version in PATH is the one to use, whatever package.json's packageManager says.
    manage-package-manager-versions=false
    package-manager-strict=false
    pm-on-fail=ignore
    # Every tarball was checked against the lockfile when it was fetched; asking the registry about them is what cannot be done here.
    trust-lockfile=true
    # A node_modules of whoever works on the project may have come with src; nobody is there to be asked.
    confirm-modules-purge=false
    # The Node.js of nativeBuildInputs takes the place of one that package.json asks pnpm 11 or 12 to install.
    runtime=false
    # `pnpm run` would start another install if it thought the lockfile newer than node_modules.
    verify-deps-before-run=false
)

# Sets pnpmSettings, and STORE_PATH as nixpkgs' hook does.
pnpmConfigureStore() {
    export STORE_PATH=$pnpmDeps
    pnpmSettings=("${pnpmFixedSettings[@]}")
    if pnpmIsLinked; then
        pnpmReadsFrozenStores || pnpmFail "pnpm $pnpmVersion cannot install from a linked store; use pnpm 11.7 or later, or linked = false in fetchPnpmDeps"
        # That scripts of some packages are not to run is no error; that all are not to, what is there cannot be known by.
        pnpmSettings+=(enable-global-virtual-store=true virtual-store-type=global prefer-symlinked-executables=true strict-dep-builds=false ignore-scripts=false)
        pnpmFreeze
    else
        pnpmSettings+=(enable-global-virtual-store=false virtual-store-type=project)
        pnpmPrepareStore
    fi
    pnpmSettings+=("store-dir=$STORE_PATH")
}

# Nothing is to be written to a linked store, which has the hoisted packages, too. Another function where it is made.
pnpmFreeze() {
    pnpmSettings+=(frozen-store=true hoist=false)
}

# pnpm 9 only reads its store. Later ones write beside it: pnpm 10 to 12 a list of projects, and pnpm 11 opens index.db for writing in
# `pnpm list` and others, also where it has installed from a frozen store.
pnpmPrepareStore() {
    if ! pnpmHasNoPackages && [ "$storeVersion" = v3 ]; then return; fi
    STORE_PATH=$(mktemp -d)
    if pnpmHasNoPackages; then return; fi
    mkdir "$STORE_PATH/$storeVersion"
    ln -s "$pnpmDeps/$storeVersion"/* "$STORE_PATH/$storeVersion/"
    if [ "$storeVersion" = v11 ]; then
        cp --remove-destination --no-preserve=mode "$pnpmDeps/v11/index.db" "$STORE_PATH/v11/index.db"
    fi
}

# For every pnpm that the build runs later.
pnpmExportSettings() {
    if [ "$storeVersion" = v11 ]; then
        pnpmExport pnpm_config "${pnpmSettings[@]}"
    else
        pnpmExport npm_config "${pnpmSettings[@]}"
    fi
    # Next's bundler does not look at files outside of the project else.
    if pnpmIsLinked; then export NEXT_PRIVATE_OUTPUT_TRACE_ROOT=${NEXT_PRIVATE_OUTPUT_TRACE_ROOT:-/}; fi
}

# Exports settings as variables that begin with $1: npm_config for pnpm 9 and 10, pnpm_config for 11 and 12.
pnpmExport() {
    local setting key
    for setting in "${@:2}"; do
        key=${setting%%=*}
        export "$1_${key//-/_}=${setting#*=}"
    done
}

# Takes more flags for `pnpm install`.
pnpmInstall() {
    local workspace
    local -a workspaces=() flags=()
    pnpmAppendWords workspaces pnpmWorkspaces
    pnpmCheckWorkspaces "${workspaces[@]}"
    # As flags too, because a pnpm-workspace.yaml counts for more than the environment.
    flags=("${pnpmSettings[@]/#/--config.}" "$@")
    for workspace in "${workspaces[@]}"; do flags+=("--filter=$workspace"); done
    pnpmAppendWords flags pnpmInstallFlags

    pnpmInstallConfigDependencies
    pnpmRunInstall "${flags[@]}"
}

# Takes flags for `pnpm install`.
pnpmRunInstall() {
    local -
    set -o pipefail
    local log
    log=$(mktemp)
    if ! NODE_OPTIONS="${NODE_OPTIONS-} --require=@writableCopies@" pnpm install "$@" --frozen-lockfile 2>&1 | printable | tee "$log"; then
        pnpmFail "$(pnpmExplain "$(< "$log")")"
    fi
}

# pnpm 10 and 11 fetch configDependencies that are not installed, also when the store has them. So they are installed beforehand, as
# dependencies of a project of their own: pnpm 11 has them from the store's links then, and pnpm 10 in node_modules/.pnpm-config.
pnpmInstallConfigDependencies() {
    local project
    case $pnpmVersion in 10.* | 11.*) ;; *) return 0 ;; esac
    grep -qs '^["'\'']\?configDependencies' pnpm-workspace.yaml || return 0
    project=$(mktemp -d)
    pnpmConfigDependencies > "$project/list"
    if [ ! -s "$project/list" ]; then return; fi
    {
        echo '{ "dependencies": {'
        sed -E 's/^([^\t]+)\t([^\t]+).*/"\1": "\2",/; $s/,$//' "$project/list"
        echo '} }'
    } > "$project/package.json"
    if [ "$storeVersion" = v11 ]; then
        sed -n '2,/^---$/ { /^---$/d; s/^    configDependencies:/    dependencies:/; p; }' pnpm-lock.yaml
    else
        printf "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies:\n"
        sed -E "s/(.*)\t(.*)\t.*/      '\1': { specifier: '\2', version: '\2' }/" "$project/list"
        printf 'packages:\n'
        sed -E "s/(.*)\t(.*)\t(.*)/  '\1@\2': { resolution: { integrity: '\3' } }/" "$project/list"
        printf 'snapshots:\n'
        sed -E "s/(.*)\t(.*)\t.*/  '\1@\2': {}/" "$project/list"
    fi > "$project/pnpm-lock.yaml"

    pushd "$project" > /dev/null || exit
    pnpmRunInstall "${pnpmSettings[@]/#/--config.}" --config.enable-global-virtual-store="$([ "$storeVersion" = v11 ] && echo true || echo false)" --config.virtual-store-type=global --config.node-linker=isolated --ignore-scripts
    popd > /dev/null || exit
    if [ "$storeVersion" = v10 ]; then
        mkdir -p node_modules/.pnpm-config
        cp -rLT "$project/node_modules" node_modules/.pnpm-config
        rm -rf node_modules/.pnpm-config/.[!.]*
    fi
}

# One a line, with tabs: name, specifier and, of pnpm-workspace.yaml, where pnpm 10 has them, the integrity.
pnpmConfigDependencies() {
    if [ "$storeVersion" = v11 ]; then
        sed -nE "1,/^packages:/ {
            /^      ['\"]?([^'\": ]+)['\"]?:\$/ { s//\\1/; h; }
            /^        specifier: *['\"]?([^'\"]+)['\"]?\$/ { s//\\1/; H; x; s/\\n/\\t/; p; }
        }" pnpm-lock.yaml
    else
        # Nothing else there looks so, in block or flow style.
        grep -oE "['\"]?[@A-Za-z0-9._/-]+['\"]?: *['\"]?[0-9][^+'\" ]*[+]sha[0-9]+-[A-Za-z0-9+/=]+" pnpm-workspace.yaml |
            sed -E "s/^['\"]?([^'\":]+)['\"]?: *['\"]?([^+]+)[+](.*)/\\1\\t\\2\\t\\3/"
    fi
}

# The project's lockfiles, one a line: one for all, unless each package has its own.
pnpmLockfiles() {
    if pnpmSharesLockfile; then
        echo pnpm-lock.yaml
    else
        find . -name node_modules -prune -o -name pnpm-lock.yaml -print
    fi
}

pnpmSharesLockfile() {
    ! grep -qsE "^['\"]?sharedWorkspaceLockfile['\"]?: *false|^ *shared-workspace-lockfile *= *false" pnpm-workspace.yaml .npmrc
}

# The folders of the project that have packages in a lockfile, one a line.
pnpmImporters() {
    local lockfile
    while IFS= read -r lockfile; do
        sed -nE "/^importers:/,/^[^ ]/ {
            s/^  ([^ '\"].*):( \\{\\})?\$/\\1/p
            /^  '(.*)':( \\{\\})?\$/ { s//\\1/; s/''/'/g; p; }
            s/^  \"(.*)\":( \\{\\})?\$/\\1/p
        }" "$lockfile" | while IFS= read -r importer; do echo "${lockfile%pnpm-lock.yaml}$importer"; done
    done < <(pnpmLockfiles) | sort -u
}

# Sets modules to the node_modules of every importer.
pnpmFindModules() {
    local importer
    modules=()
    while IFS= read -r importer; do
        if [ -d "$importer/node_modules" ]; then modules+=("$importer/node_modules"); fi
    done < <(pnpmImporters)
}

# pnpm says nothing of a name that no workspace has as long as it finds another.
pnpmCheckWorkspaces() {
    local workspace name
    for workspace in "$@"; do
        name=${workspace#...}
        name=${name#^}
        name=${name%...}
        name=${name%^}
        # Folders, globs and what is new since a commit are pnpm's to know.
        [[ $name =~ ^(@[A-Za-z0-9._-]+/)?[A-Za-z0-9_-][A-Za-z0-9._-]*$ ]] || continue
        pnpmImporters | sed 's,$,/package.json,' | xargs -d '\n' grep -qsE "\"name\"[[:space:]]*:[[:space:]]*\"(@[^\"/]*/)?${name//./[.]}\"" ||
            pnpmFail "pnpmWorkspaces: no package.json of the workspace has the name $name; correct it, or add that package's folder to src"
    done
}

# So that scripts which are started directly find their interpreter in a sandbox without /usr/bin/env; and those that pnpm wrote, /bin/sh.
# In a workspace every importer has its node_modules, which hold packages with node-linker=hoisted.
pnpmPatch() {
    local -a modules
    pnpmFindModules
    if [ "${#modules[@]}" != 0 ]; then @treePatch@ --shebangs --verbose -- "${modules[@]}"; fi
}

# What pnpm notes about packages whose install scripts are still to be run: in YAML or, since pnpm 10, JSON.
pnpmWarnOfScripts() {
    local package advice
    local -a packages=()
    if [ ! -f node_modules/.modules.yaml ]; then return; fi
    mapfile -t packages < <(
        sed -nE '/^ *"?pendingBuilds"?:/,/^ *"?[A-Za-z]+"?:( |$)/ s/^ *(- )?["'\'']?([^"'\'' ]+@[^"'\'' ]+)["'\'']?,?$/\2/p' node_modules/.modules.yaml
    )
    if [ "${#packages[@]}" = 0 ]; then return; fi
    case $pnpmVersion in 10.* | 11.*) pnpmWarnOfGyp "${packages[@]}" ;; esac
    for package in "${packages[@]}"; do
        if advice=$(downloadAdvice @downloads@ "${package%@*}"); then pnpmWarn "the install script of $package $advice"; fi
    done
    pnpmWarn "install scripts were not run: ${packages[*]}. That is fine for most packages; if the build or the program misses a file that they make (an addon, a download), allow them ('pnpm approve-builds') and have 'pnpm rebuild' in preBuild"
}

# `pnpm rebuild` of pnpm 10 and 11 passes over packages that have a binding.gyp and no script.
pnpmWarnOfGyp() {
    local package name folder
    for package in "$@"; do
        name=${package%@*}
        for folder in node_modules/.pnpm/"${package//\//+}"*/"node_modules/$name" "node_modules/$name"; do
            if [ -f "$folder/binding.gyp" ] && ! grep -qE '"(pre|post)?install"[[:space:]]*:' "$folder/package.json"; then
                pnpmWarn "$package has a binding.gyp and no install script, and 'pnpm rebuild' of pnpm $pnpmVersion does not compile it; have '(cd $folder && node-gyp rebuild)' in preBuild, and node-gyp in nativeBuildInputs"
                break
            fi
        done
    done
}

# Of a git repository pnpm makes a package by its prepare script, with the repository's devDependencies, which no lockfile has.
pnpmWarnOfPrepare() {
    local key name manifest
    while IFS= read -r key; do
        name=${key%@*://*}
        for manifest in node_modules/.pnpm/"${name//\//+}"@{http,git,ssh}*/"node_modules/$name/package.json" "node_modules/$name/package.json"; do
            if [ -f "$manifest" ] && grep -qE '"prepare"[[:space:]]*:' "$manifest"; then
                pnpmWarn "$key is as it is in git: its prepare script was not run; if what that makes is missed, run 'npm pack' in that repository and give fetchPnpmDeps overrides.\"$key\" = _: ./FILE.tgz"
                break
            fi
        done
    done < <(sed -nE "/^packages:/,/^[^ ]/ s/^  ['\"]?([^'\"]+@(https?|git|ssh|git[+][a-z]+):\/\/[^'\"]+)['\"]?:\$/\\1/p" pnpm-lock.yaml)
}

# A workspace package that src lacks is no error to pnpm, but a link that leads nowhere.
pnpmWarnOfLeftOut() {
    local -a modules
    local link
    pnpmFindModules
    if [ "${#modules[@]}" = 0 ]; then return; fi
    while IFS= read -r link; do
        pnpmWarn "$link leads nowhere, for $(realpath -m --relative-to=. "$link") is not in src; add it, if the build needs it"
    done < <(find "${modules[@]}" -maxdepth 2 -path '*/.*' -prune -o -xtype l -print)
}

pnpmWarnOfRuntimes() {
    local runtime
    while IFS= read -r runtime; do
        pnpmWarn "$runtime is not installed; what nativeBuildInputs have takes its place"
    done < <(sed -nE "/^packages:/,/^[^ ]/ s/^  ['\"]?([a-z]+@runtime:[^'\"]+)['\"]?:\$/\\1/p" pnpm-lock.yaml)
}

# pnpm's links to a linked store are relative (../../nix/store/...), and would lead nowhere once node_modules was copied to an output. There is
# nothing but links.
pnpmLinkAbsolutely() {
    local -a modules
    local store=${NIX_STORE#/}
    pnpmFindModules
    if [ "${#modules[@]}" = 0 ]; then return; fi
    find "${modules[@]}" -type l -lname "../*/$store/*" -print0 |
        tar -c --null --no-recursion -T - --transform "s,^\(\.\./\)*$store/,/$store/,RH" | tar -xP
}

# Appends to the array named $1 the elements of the array, or the words of the string, named $2.
pnpmAppendWords() {
    local -n target=$1
    case $(declare -p "$2" 2> /dev/null) in
        '') ;;
        'declare -a'*)
            local -n elements=$2
            target+=("${elements[@]}")
            ;;
        *)
            local -
            set -o noglob
            # shellcheck disable=SC2206 # the words are wanted
            target+=(${!2})
            ;;
    esac
}

# The install script that failed in a linked store: no other install runs any. pnpm 12 names it at the end, older ones by its folder.
pnpmExplainScript() {
    local name advice script='─▶ ((@[^/ ]+/)?[^/@ ]+)@[^ ]+ ([a-z]+): ' folder='node_modules/((@[^/ ]+/)?[^/ ]+) ([a-z]+): Failed'
    [[ $1 =~ $script || $1 =~ $folder ]]
    name=${BASH_REMATCH[1]}
    advice=$(downloadAdvice @downloads@ "$name") || advice="finds only what env and nativeBuildInputs of fetchPnpmDeps give it"
    echo "the ${BASH_REMATCH[3]} script of $name failed (above: how): it $advice; variables go into env of fetchPnpmDeps, or take $name out of allowBuilds"
}

# One line for what pnpm printed ($1): what is wrong, and what to do.
pnpmExplain() {
    case $1 in
        *ERR_PNPM_NO_OFFLINE_TARBALL* | *"missing from the store but cannot download"* | *"mkdir '$pnpmDeps/v11/links/"* | *"virtual store slot directory"*)
            pnpmExplainMissing "$(pnpmMissingPackage "$1")" ;;
        *"/node_modules/"*"install: Failed"*)
            pnpmExplainScript "$1" ;;
        *"unable to open database file"*)
            echo "pnpmDeps was linked by another pnpm than $pnpmVersion; give fetchPnpmDeps the same pnpm ($pnpmDeps)" ;;
        *ERR_PNPM_NO_LOCKFILE*)
            echo "there is no pnpm-lock.yaml in $PWD; add it to src, or set pnpmRoot to its folder" ;;
        *ERR_PNPM_OUTDATED_LOCKFILE*)
            echo "pnpm-lock.yaml does not match $(pnpmOutdatedManifest "$1") (above: where); run 'pnpm install --lockfile-only' and commit pnpm-lock.yaml" ;;
        *"Cannot update configDependencies"*)
            echo "pnpm-lock.yaml does not match configDependencies of pnpm-workspace.yaml; run 'pnpm install' with pnpm $pnpmVersion and commit pnpm-lock.yaml" ;;
        *ERR_PNPM_LOCKFILE_CONFIG_MISMATCH*)
            pnpmExplainMismatch "$1" ;;
        *ERR_PNPM_UNSUPPORTED_ENGINE*)
            echo "package.json wants another pnpm than $pnpmVersion, or another Node.js (above: which); put that into nativeBuildInputs, or correct \"engines\"" ;;
        *ERR_PNPM_FROZEN_STORE_UNSUPPORTED_NODE*)
            echo "pnpm $pnpmVersion runs on a Node.js that cannot read pnpmDeps in place; use Node.js 22.15 or later" ;;
        *ERR_PNPM_CONFIG_CONFLICT_FROZEN_STORE_WITH_FORCE*)
            echo "pnpm install --force writes into the store, and a linked store is read-only; remove --force from pnpmInstallFlags" ;;
        *)
            echo "pnpm install failed; what pnpm said stands above" ;;
    esac
}

# What to do about a package that the store lacks.
pnpmExplainMissing() {
    if ! pnpmIsLocked "$1"; then
        echo "pnpm wants $1, which is not in pnpm-lock.yaml; run 'pnpm install' with pnpm $pnpmVersion and commit pnpm-lock.yaml and pnpm-workspace.yaml"
    elif ! pnpmSharesLockfile; then
        echo "$1 is in a pnpm-lock.yaml of the workspace but not in pnpmDeps; give fetchPnpmDeps all of them, in lockfile and otherLockfiles, as they are in src ($pnpmDeps)"
    elif pnpmIsLinked; then
        echo "$1 is in pnpm-lock.yaml, but not in pnpmDeps as it is wanted here; make pnpmDeps from this very pnpm-lock.yaml and for this platform, this pnpm and this Node.js, or leave out linked = true ($pnpmDeps)"
    else
        echo "$1 is in pnpm-lock.yaml but not in pnpmDeps; make pnpmDeps from this very pnpm-lock.yaml and for this platform ($pnpmDeps)"
    fi
}

# Whether pnpm-lock.yaml has the package $1, or that is not known.
pnpmIsLocked() {
    case $1 in "a package "*) return ;; esac
    pnpmLockfiles | xargs -d '\n' grep -qF -e "$1:" -e "$1':" -e "$1\":"
}

# The package.json that the lockfile does not match, from pnpm's message.
pnpmOutdatedManifest() {
    local text
    if [[ $1 =~ 'up to date with <ROOT>/'([^$'\n']+) ]]; then
        echo "${BASH_REMATCH[1]}"
    elif [[ $1 =~ 'in importers["'([^\"]+)'"]' ]]; then
        text=${BASH_REMATCH[1]}/package.json
        echo "${text#./}"
    else
        echo package.json
    fi
}

# Which setting is another than when the lockfile was written, and why.
pnpmExplainMismatch() {
    local text=${1//[[:space:]]/} setting
    if [[ $text =~ Thecurrent\"([^\"]+)\"configuration ]]; then setting=${BASH_REMATCH[1]}; else setting="a setting (above: which)"; fi
    if [ "$storeVersion" = v11 ] && grep -qE "\"${setting##*.}\"[[:space:]]*:" package.json && grep -qE '"pnpm"[[:space:]]*:[[:space:]]*(\{|$)' package.json; then
        echo "$setting stands in \"pnpm\" of package.json, where pnpm $pnpmVersion does not read it; move it to pnpm-workspace.yaml, or use pnpm 10 (here and in fetchPnpmDeps)"
    else
        echo "$setting is another than when pnpm-lock.yaml was made; run 'pnpm install --lockfile-only' with pnpm $pnpmVersion and commit pnpm-lock.yaml, or use the pnpm that made it (here and in fetchPnpmDeps)"
    fi
}

# The package that pnpm misses, from its message: pnpm 12 names it, pnpm 9 to 11 give the tarball's URL, and both the folder that a linked
# store lacks.
pnpmMissingPackage() {
    local text=$1 url file scope name
    # pnpm 12 breaks its lines to fit a terminal, within names too
    text=${text//[[:space:]]/}
    if [[ $text =~ Failedtofetchtarballfor(.+)from(https?|file): ]]; then
        echo "${BASH_REMATCH[1]}"
    elif [[ $text =~ $pnpmDeps/v11/links/(@[^/]*)/([^/]+)/([^/\'\"]+) ]]; then
        scope=${BASH_REMATCH[1]#@}
        echo "${scope:+@$scope/}${BASH_REMATCH[2]}@${BASH_REMATCH[3]}"
    elif [[ $text =~ maybedownloadedfrom(.+)/-/([^/]+)\.tgz ]]; then
        url=${BASH_REMATCH[1]} file=${BASH_REMATCH[2]}
        name=${url##*/}
        scope=${url%/*}
        scope=${scope##*/}
        case $scope in @*) ;; *) scope= ;; esac
        echo "${scope:+$scope/}$name@${file#"$name-"}"
    else
        echo "a package (above: which)"
    fi
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
        pnpmWarn "it did not run; have 'runHook postConfigure' in configurePhase, without dontConfigure, or 'pnpmConfigHook' where the build needs node_modules"
}

# stdenv's HOME does not exist, and pnpm keeps caches and settings there.
pnpmNeedHome() {
    if [ ! -w "${HOME-}" ]; then
        HOME=$(mktemp -d)
        export HOME
    fi
}

# Already here, because a pnpm that runs before the install would fetch the one that package.json asks for.
for prefix in npm_config pnpm_config; do
    pnpmExport $prefix "${pnpmFixedSettings[@]}" arch=@npmArch@ platform=@npmPlatform@
done
unset prefix
pnpmNeedHome

if [ -z "${dontPnpmConfigure-}" ]; then
    postConfigureHooks+=(pnpmConfigHook)
    if [ -n "${configurePhase-}${dontConfigure-}" ]; then appendToVar preBuildPhases pnpmWarnIfNotRun; fi
    # Before fixupPhase looks for broken links, and after checks that may have run pnpm.
    if [ -z "${dontPnpmStripInstallState-}" ]; then
        preFixupHooks+=(pnpmStripInstallState)
        postInstallCheckHooks+=(pnpmStripInstallState)
    fi
fi
