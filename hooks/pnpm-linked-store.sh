# shellcheck shell=bash
# The phases of a linked store's derivation (nix/pnpm/linkedStore.nix), made of what pnpm-config-hook.sh has: pnpm itself fills its global
# virtual store. All is where it will be from the start, because what pnpm and scripts write holds paths.
#
# shellcheck disable=SC2034,SC2154 # variables are the derivation's, or for those functions

unpackProject() {
    cp -rT --no-preserve=mode "$src" project
    cd project || exit
    cp --no-preserve=mode "$lockfile" pnpm-lock.yaml
    node -e '
        const fs = require("fs"), path = require("path");
        for (const [file, manifest] of Object.entries(JSON.parse(fs.readFileSync(process.env.manifestsPath)))) {
            fs.mkdirSync(path.dirname(file), { recursive: true });
            fs.writeFileSync(file, JSON.stringify(manifest));
        }'
}

pnpmFreeze() { :; }

linkPackages() {
    local pnpmVersion storeVersion pnpmDeps=$pnpmDeps
    local -a pnpmSettings
    pnpmCheckInputs
    mkdir -p "$out/v11/links"
    if ! pnpmHasNoPackages; then
        ln -s "$pnpmDeps/v11/files" "$out/v11/files"
        cp --no-preserve=mode "$pnpmDeps/v11/index.db" "$out/v11/index.db"
    fi
    pnpmDeps=$out
    pnpmConfigureStore
    pnpmExportSettings
    pnpmInstall
    # Without packages pnpm has nothing to link.
    [ ! -L "$out/v11/files" ] || checkLinks
    pnpmLinkAbsolutely
    find "$out/v11" -mindepth 1 -maxdepth 1 ! -name links -exec rm -rf {} +
    case $pnpmVersion in 11.*) makeEmptyStore ;; esac
}

# A project's settings can have pnpm install elsewhere, and then there would be nothing here.
checkLinks() {
    local modules=
    if [ -f node_modules/.modules.yaml ]; then modules=$(< node_modules/.modules.yaml); fi
    case $modules in
        *'"nodeLinker": "hoisted"'*) ;;
        *"${out#/}/v11/links\""*) return ;;
    esac
    pnpmFail "pnpm did not link packages to its store; remove nodeLinker, virtualStoreDir, globalVirtualStoreDir and modulesDir from pnpm-workspace.yaml, or build without linked = true"
}

# pnpm 11 does not install from what does not look like a store.
makeEmptyStore() {
    mkdir "$out/v11/files"
    node --no-warnings -e '
        const { DatabaseSync } = require("node:sqlite");
        new DatabaseSync(process.env.out + "/v11/index.db").exec(
            "CREATE TABLE package_index (key TEXT PRIMARY KEY, data BLOB NOT NULL) WITHOUT ROWID");'
}

# What a package does not say that it depends on is found on the way up from it: what pnpm hoists, and then what the project itself
# depends on, in the same order as where packages lie below the project.
linkUndeclared() {
    if [ -d node_modules/.pnpm/node_modules ]; then copyLinks node_modules/.pnpm/node_modules "$out/v11/links/node_modules"; fi
    if [ -d node_modules ]; then copyLinks node_modules "$out/v11/node_modules"; fi
}

# The links in folder $1 to packages in $out go to folder $2.
copyLinks() {
    mkdir -p "$2"
    (cd "$1" && find . -mindepth 1 -maxdepth 2 -path './.*' -prune -o -type l -lname "$out/*" -exec cp -a --parents -t "$2" {} +)
}

# Scripts leave what a compiler needed, with the names of folders of this build, and some of it beside node_modules.
patchPackages() {
    local made
    while IFS= read -r made; do
        rm -rf "$made"/{Makefile,*.Makefile,*.mk,config.gypi,gyp-mac-tool,node_gyp_bins} "$made"/*/{.deps,obj,obj.target}
    done < <(find "$out/v11/links" -path '*/build/config.gypi' -printf '%h\n')
    find "$out/v11/links" -mindepth 5 -maxdepth 5 ! -name node_modules -exec rm -rf {} +
    eval "$patchCommand" '"$out/v11/links"'
}
