# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # the hook and lib.sh set and read them
# pnpmConfigHook: pnpm itself installs, from a store that fetchPnpmDeps merged.
#
# pnpmUseStore sets what is known of pnpmVersion: pnpmStoreVersion, the layout of its store, and pnpmSettingsIn, the files that it
# reads settings in; and pnpmSettings (NAME=VALUE), which the rest reads.

# Those that need not know the store.
pnpmFixedSettings=(
    # Hard links to the store would let the build change it.
    package-import-method=clone-or-copy
    side-effects-cache=false
    enable-global-virtual-store=false
    virtual-store-type=project
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

# Exports settings as variables that begin with $1.
pnpmExport() {
    local setting key
    for setting in "${@:2}"; do
        key=${setting%%=*}
        export "$1_${key//-/_}=${setting#*=}"
    done
}

# Has every pnpm from now on use the store $1.
pnpmUseStore() {
    local known major='' prefix
    [ -n "$pnpmVersion" ] || pnpmFail "no pnpm in PATH; add it to nativeBuildInputs"
    for known in "${pnpmVersions[@]}"; do
        IFS=: read -r major pnpmStoreVersion prefix pnpmSettingsIn <<< "$known"
        if [ "$major" = "${pnpmVersion%%.*}" ]; then break; fi
    done
    [ "$major" = "${pnpmVersion%%.*}" ] || pnpmFail "pnpm $pnpmVersion: this hook knows only the stores of pnpm ${pnpmVersions[*]%%:*}"
    pnpmCheckStore "$1"
    pnpmPrepareStore "$1"
    pnpmSettings=("${pnpmFixedSettings[@]}" "store-dir=$STORE_PATH")
    pnpmExport "$prefix" "${pnpmSettings[@]}"
}

pnpmCheckStore() {
    local known other
    if [ -d "$1/$pnpmStoreVersion" ] || pnpmHasNoPackages "$1"; then return; fi
    for known in "${pnpmVersions[@]}"; do
        IFS=: read -r _ other _ <<< "$known"
        [ ! -d "$1/$other" ] || pnpmFail "pnpmDeps is a $other store, but pnpm $pnpmVersion reads $pnpmStoreVersion; give fetchPnpmDeps the same pnpm ($1)"
    done
    [ ! -d "$1/share/bun-cache" ] || pnpmFail "pnpmDeps is from fetchBunDeps; make it with fetchPnpmDeps ($1)"
    pnpmFail "pnpmDeps is not a pnpm store; make it with fragstore's fetchPnpmDeps ($1)"
}

# The store of a lockfile without packages has no folder.
pnpmHasNoPackages() {
    [ -d "$1" ] && ! compgen -G "$1/*/" > /dev/null
}

# The name that nixpkgs gives a package has the version; starting pnpm to ask for it takes up to 400 ms. Not in the project, whose
# package.json may ask pnpm to become another version. Prints nothing if there is no pnpm.
pnpmReadVersion() {
    local path name="^${NIX_STORE-}/[^/]*-pnpm-([0-9]+[.][0-9]+[.][0-9]+)/"
    hash pnpm 2> /dev/null || return 0
    path=${BASH_CMDS[pnpm]-$(type -P pnpm || :)} # not there where pnpm is a function of the build
    if [[ $path =~ $name || $(realpath -- "$path" 2> /dev/null) =~ $name ]]; then echo "${BASH_REMATCH[1]}"; else (cd "$HOME" && pnpm --version); fi
}

# Sets STORE_PATH, as nixpkgs' hook does. pnpm 9 only reads its store. Later ones write beside it: pnpm 10 to 12 a list of projects, and
# pnpm 11 opens index.db for writing in `pnpm list` and others, also where it has installed from a frozen store.
pnpmPrepareStore() {
    export STORE_PATH=$1
    if [ "$pnpmStoreVersion" = v3 ] && ! pnpmHasNoPackages "$1"; then return; fi
    STORE_PATH=$(mktemp -d)
    if pnpmHasNoPackages "$1"; then return; fi
    if [ "$pnpmStoreVersion" = v11 ]; then
        install -D -m 644 "$1/v11/index.db" "$STORE_PATH/v11/index.db"
        ln -s "$1/v11/files" "$STORE_PATH/v11/"
    else
        mkdir "$STORE_PATH/$pnpmStoreVersion"
        ln -s "$1/$pnpmStoreVersion"/* "$STORE_PATH/$pnpmStoreVersion/"
    fi
}

# pnpmInstall DEPS FLAG...: FLAG is one of `pnpm install`.
pnpmInstall() {
    local workspace filter
    local -a flags=()
    hookReadFlags pnpmWorkspaces
    for workspace in "${hookFlags[@]}"; do
        filter=$(pnpmFilterOf "$1" "$workspace") || exit
        flags+=("--filter=$filter")
    done
    pnpmInstallConfigDependencies "$1"
    concatTo flags pnpmInstallFlags
    pnpmRunInstall --ignore-scripts "${@:2}" "${flags[@]}"
    case $hookOutput in *"No projects matched the filters"* | *"Scope: 0 of "*) pnpmFail "pnpm installed nothing, because no workspace matches ${flags[*]}; correct pnpmWorkspaces or pnpmInstallFlags" ;; esac
    hookPatch "$1"
}

# Takes flags for `pnpm install`. Settings are flags, too, because a pnpm-workspace.yaml counts for more than the environment.
pnpmRunInstall() {
    NODE_OPTIONS="${NODE_OPTIONS-} --require=$hookFolder/writable-copies.cjs" hookRun pnpm install "${pnpmSettings[@]/#/--config.}" "$@" --frozen-lockfile ||
        pnpmFail "$(pnpmExplain "$hookOutput")"
}

# pnpm's filter for $2, a workspace's name or folder, with pnpm's dots. pnpm says nothing of one that it does not find, as long as it finds
# another, and takes a folder without "./" for a name.
pnpmFilterOf() {
    local name=$2 before='' after='' folder
    case $name in '...^'*) before='...^' ;; ...*) before=... ;; esac
    name=${name#"$before"}
    case $name in *'^...') after='^...' ;; *...) after=... ;; esac
    name=${name%"$after"}
    # Globs and what changed since a commit are pnpm's to know.
    if [[ $name =~ ^@?[A-Za-z0-9_./-]+$ ]]; then
        if ! folder=$(hookImporterOf "$1" "$name") || [ ! -d "$folder" ]; then pnpmFailNoWorkspace "$name"; fi
        if [ "$folder" = "${name#./}" ]; then name="{./$folder}"; fi
    fi
    echo "$before$name$after"
}

# pnpm 10 and 11 fetch configDependencies that are not installed, also when the store has them. So they are installed beforehand, as
# dependencies of a project of their own: pnpm 11 has them from the store's links then, and pnpm 10 in node_modules/.pnpm-config.
pnpmInstallConfigDependencies() {
    local project
    case $pnpmVersion in 10.* | 11.*) ;; *) return 0 ;; esac
    project=$(mktemp -d)
    hookAbout "$1" configManifest > "$project/package.json"
    hookAbout "$1" configLockfile > "$project/pnpm-lock.yaml"
    if [ ! -s "$project/package.json" ]; then return; fi

    pushd "$project" > /dev/null || exit
    pnpmRunInstall --config.enable-global-virtual-store="$([ "$pnpmStoreVersion" = v11 ] && echo true || echo false)" --config.virtual-store-type=global --config.node-linker=isolated --ignore-scripts
    popd > /dev/null || exit
    if [ "$pnpmStoreVersion" = v10 ]; then
        mkdir -p node_modules/.pnpm-config
        cp -rLT "$project/node_modules" node_modules/.pnpm-config
        rm -rf node_modules/.pnpm-config/.[!.]*
    fi
}
