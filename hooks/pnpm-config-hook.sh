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
#
# Lists may be strings or, with structuredAttrs, arrays.

pnpmConfigHook() {
    echo "Executing pnpmConfigHook"
    local pnpmVersion storeVersion
    local -a pnpmSettings
    pnpmEnterRoot
    pnpmUseStore
    echo "Installing with pnpm $pnpmVersion from $pnpmDeps"

    runHook prePnpmInstall
    pnpmInstallFromStore

    pnpmLeaveRoot
    echo "Finished pnpmConfigHook"
}

# For installPhase: node_modules without devDependencies, and without what only pnpm has a use for, ready to be copied into an output.
pnpmInstallProd() {
    local pnpmVersion storeVersion pnpmDeps=${pnpmProdDeps:-${pnpmDeps-}}
    local -a pnpmSettings modules
    pnpmEnterRoot
    pnpmUseStore
    echo "Installing with pnpm $pnpmVersion from $pnpmDeps, without devDependencies"
    pnpmFindModules
    rm -rf "${modules[@]}"
    pnpmInstallFromStore --prod
    rm -f node_modules/{.modules.yaml,.pnpm-workspace-state-v1.json,.pnpm/lock.yaml}
    # A linked store has those links itself.
    if pnpmIsLinked; then rm -rf node_modules/.pnpm; fi
    pnpmLeaveRoot
}

pnpmEnterRoot() {
    [ -z "${pnpmRoot-}" ] || pushd "$pnpmRoot" &> /dev/null || pnpmFail "pnpmRoot: there is no folder $pnpmRoot in $PWD; give it as a string (\"assets\"), not as a path"
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
    fi
    pnpmWarnOfLeftOut
}

pnpmFail() {
    pnpmWarn "$1"
    exit 1
}

pnpmWarn() {
    echo "pnpmConfigHook: $1" >&2
}

# Sets pnpmVersion and storeVersion.
pnpmCheckInputs() {
    [ -n "${pnpmDeps-}" ] || pnpmFail "pnpmDeps is not set; set pnpmDeps = fetchPnpmDeps { lockfile = ./pnpm-lock.yaml; … }"
    [ -z "${pnpmWorkspace-}" ] || pnpmFail "pnpmWorkspace is no longer read; set pnpmWorkspaces = [ \"$pnpmWorkspace\" ]"
    type -P pnpm > /dev/null || pnpmFail "no pnpm in PATH; add it to nativeBuildInputs"

    # stdenv's HOME does not exist, and pnpm keeps caches there.
    if [ ! -w "${HOME-}" ]; then
        HOME=$(mktemp -d)
        export HOME
    fi

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

# Sets pnpmSettings, and STORE_PATH as nixpkgs' hook does.
pnpmConfigureStore() {
    export STORE_PATH=$pnpmDeps
    pnpmSettings=(
        # Hard links to the store would let the build change it.
        package-import-method=clone-or-copy
        side-effects-cache=false
        update-notifier=false
        # The version in PATH is the one to use, whatever package.json's packageManager says.
        manage-package-manager-versions=false
        package-manager-strict=false
        pm-on-fail=ignore
        # Every tarball was checked against the lockfile when it was fetched; asking the registry about them is what cannot be done here.
        trust-lockfile=true
        # A node_modules of whoever works on the project may have come with src; nobody is there to be asked.
        confirm-modules-purge=false
        # `pnpm run` would start another install, without --offline, if it thought the lockfile newer than node_modules.
        verify-deps-before-run=false
    )
    if pnpmIsLinked; then
        pnpmReadsFrozenStores || pnpmFail "pnpm $pnpmVersion cannot install from a linked store; use pnpm 11.7 or later, or linked = false in fetchPnpmDeps"
        # That scripts of some packages are not to run is no error; that all are not to, what is there cannot be known by.
        pnpmSettings+=(enable-global-virtual-store=true prefer-symlinked-executables=true strict-dep-builds=false ignore-scripts=false)
        pnpmFreeze
    else
        pnpmSettings+=(enable-global-virtual-store=false)
        pnpmPrepareStore
    fi
    pnpmSettings+=("store-dir=$STORE_PATH")
}

# Nothing is to be written to a linked store, which has the hoisted packages, too. Another function where it is made.
pnpmFreeze() {
    pnpmSettings+=(frozen-store=true hoist=false)
}

# For what pnpm writes into a store that is not linked.
pnpmPrepareStore() {
    if pnpmHasNoPackages; then
        STORE_PATH=$(mktemp -d)
    elif [ "$storeVersion" = v3 ]; then
        : # pnpm 9 needs nothing but to read
    elif pnpmReadsFrozenStores; then
        pnpmSettings+=(frozen-store=true)
    else
        pnpmMakeWritableStore
    fi
}

# pnpm 10 writes a list of projects into the store's top folder, and pnpm 11 before 11.7 opens index.db for writing.
pnpmMakeWritableStore() {
    STORE_PATH=$(mktemp -d)
    mkdir "$STORE_PATH/$storeVersion"
    ln -s "$pnpmDeps/$storeVersion"/* "$STORE_PATH/$storeVersion/"
    if [ "$storeVersion" = v11 ]; then
        cp --remove-destination --no-preserve=mode "$pnpmDeps/v11/index.db" "$STORE_PATH/v11/index.db"
    fi
}

# For every pnpm that the build runs later.
pnpmExportSettings() {
    local prefix=npm_config setting key
    if [ "$storeVersion" = v11 ]; then prefix=pnpm_config; fi
    for setting in "${pnpmSettings[@]}"; do
        key=${setting%%=*}
        export "${prefix}_${key//-/_}=${setting#*=}"
    done
    # Next's bundler does not look at files outside of the project else.
    if pnpmIsLinked; then export NEXT_PRIVATE_OUTPUT_TRACE_ROOT=${NEXT_PRIVATE_OUTPUT_TRACE_ROOT:-/}; fi
    export npm_config_arch=@npmArch@ npm_config_platform=@npmPlatform@
    export pnpm_config_arch=@npmArch@ pnpm_config_platform=@npmPlatform@
}

# Takes more flags for `pnpm install`.
pnpmInstall() {
    local workspace log
    local -a workspaces=() flags=()
    pnpmAppendWords workspaces pnpmWorkspaces
    # As flags too, because a pnpm-workspace.yaml counts for more than the environment.
    flags=("${pnpmSettings[@]/#/--config.}" "$@")
    for workspace in "${workspaces[@]}"; do flags+=("--filter=$workspace"); done
    pnpmAppendWords flags pnpmInstallFlags

    local -
    set -o pipefail
    log=$(mktemp)
    if ! NODE_OPTIONS="${NODE_OPTIONS-} --require=@writableCopies@" pnpm install --offline "${flags[@]}" --frozen-lockfile 2>&1 | tee "$log"; then
        pnpmFail "$(pnpmExplain "$(< "$log")")"
    fi
}

# Sets modules to the node_modules of every importer.
pnpmFindModules() {
    local importer
    modules=()
    while IFS= read -r importer; do
        if [ -d "$importer/node_modules" ]; then modules+=("$importer/node_modules"); fi
    done < <(sed -nE "/^importers:/,/^[^ ]/ { s/^  ([^ '].*):( \\{\\})?\$/\\1/p; /^  '(.*)':( \\{\\})?\$/ { s//\\1/; s/''/'/g; p; }; }" pnpm-lock.yaml | sort -u)
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
    local -a packages=()
    if [ ! -f node_modules/.modules.yaml ]; then return; fi
    mapfile -t packages < <(
        sed -nE '/^ *"?pendingBuilds"?:/,/^ *"?[A-Za-z]+"?:( |$)/ s/^ *(- )?["'\'']?([^"'\'' ]+@[^"'\'' ]+)["'\'']?,?$/\2/p' node_modules/.modules.yaml
    )
    if [ "${#packages[@]}" = 0 ]; then return; fi
    pnpmWarn "install scripts were not run: ${packages[*]}; if what they make is missed, allow them ('pnpm approve-builds') and have 'pnpm rebuild' in preBuild"
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

# One line for what pnpm printed ($1): what is wrong, and what to do.
pnpmExplain() {
    case $1 in
        *ERR_PNPM_NO_OFFLINE_TARBALL* | *"mkdir '$pnpmDeps/v11/links/"* | *"virtual store slot directory"*)
            echo "$(pnpmMissingPackage "$1") is in pnpm-lock.yaml but not in pnpmDeps; make pnpmDeps from this very pnpm-lock.yaml and for this platform$(pnpmIsLinked && echo ", this pnpm and this Node.js") ($pnpmDeps)" ;;
        *"unable to open database file"*)
            echo "pnpmDeps was linked by another pnpm than $pnpmVersion; give fetchPnpmDeps the same pnpm ($pnpmDeps)" ;;
        *ERR_PNPM_NO_LOCKFILE*)
            echo "there is no pnpm-lock.yaml in $PWD; add it to src, or set pnpmRoot to its folder" ;;
        *ERR_PNPM_OUTDATED_LOCKFILE*)
            echo "pnpm-lock.yaml does not match package.json (above: where); run 'pnpm install --lockfile-only' and commit pnpm-lock.yaml" ;;
        *ERR_PNPM_LOCKFILE_CONFIG_MISMATCH*)
            echo "pnpm-lock.yaml was made with other settings (above: which); run 'pnpm install --lockfile-only' with pnpm $pnpmVersion and commit pnpm-lock.yaml" ;;
        *ERR_PNPM_UNSUPPORTED_ENGINE*)
            echo "package.json wants another pnpm than $pnpmVersion, or another Node.js (above: which); put that into nativeBuildInputs, or correct \"engines\"" ;;
        *ERR_PNPM_FROZEN_STORE_UNSUPPORTED_NODE*)
            echo "pnpm $pnpmVersion runs on a Node.js that cannot read pnpmDeps in place; use Node.js 22.15 or later" ;;
        *ERR_PNPM_CONFIG_CONFLICT_FROZEN_STORE_WITH_FORCE*)
            echo "pnpm install --force writes into the store, which is read-only; remove --force from pnpmInstallFlags" ;;
        *)
            echo "pnpm install failed; what pnpm said stands above" ;;
    esac
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

postConfigureHooks+=(pnpmConfigHook)
