# shellcheck shell=bash
# The phases of a linked store's derivation (nix/bun/linkedStore.nix), around those of bun-hook.sh. Everything is where it will be
# from the start, so that what install scripts write down of where they ran stays true.
#
# shellcheck disable=SC2154 # variables are the derivation's

unpackProject() {
    mkdir -p "$out/share"
    cp -rT --no-preserve=mode "$src" "$out/share/bun-project"
    cd "$out/share/bun-project" || exit
    cp --no-preserve=mode "$bunLock" bun.lock
    if [ -n "${npmrc-}" ]; then cp --no-preserve=mode "$npmrc" .npmrc; fi
    if [ -n "${bunfig-}" ]; then cp --no-preserve=mode "$bunfig" bunfig.toml; fi

    HOME=$NIX_BUILD_TOP/home
    mkdir "$HOME"
    export HOME
    # node-gyp is in Python, whose caches hold times.
    export PYTHONDONTWRITEBYTECODE=1
    bunPackages=() # with scripts, if any run
    if [ -n "${full-}" ]; then PATH=$full/share/bun-project/node_modules/.bin:$PATH; fi
}

# Programs of workspaces, which bun makes links to if they are there, are so here without what is in them.
writeManifests() {
    bunCheckLinking
    (cd / && folder=$OLDPWD bun -e '
        const { manifests, programs } = await Bun.file(process.env.projectPath).json();
        const at = (file) => Bun.file(process.env.folder + "/" + file);
        for (const file of programs) if (!(await at(file).exists())) await Bun.write(at(file), "");
        for (const [file, manifest] of Object.entries(manifests)) await Bun.write(at(file), JSON.stringify(manifest));
    ')
}

installInPlace() {
    # shellcheck disable=SC2034 # bunLinkCache's
    bunWritableCache=$out/share/bun-cache
    bunLinkCache
}

# What node-gyp needed to compile is of no use any more, and says where the compiler and Node's headers were.
finishScripts() {
    if [ "${#bunPackages[@]}" = 0 ]; then return; fi
    local package
    for package in "${bunPackages[@]}"; do
        rm -rf "$package"/build/{Makefile,*.Makefile,*.mk,config.gypi,gyp-mac-tool,node_gyp_bins} "$package"/build/*/{.deps,obj,obj.target}
        # gyp takes packages to lie beside each other, and writes beside node_modules for that.
        find "${package%/node_modules/*}" -mindepth 1 -maxdepth 1 ! -name node_modules -exec rm -rf {} +
    done
    eval "$patchCommand" '"${bunPackages[@]}"'
}

installLinkedStore() {
    local links=$out/share/bun-links cache=$out/share/bun-cache stray
    mkdir -p node_modules/.bun/node_modules "$cache/links"
    mv node_modules/.bun "$links"
    ln -s "$links" node_modules/.bun
    # What a package does not say that it depends on is found as it is without links: among all packages, and the project's own.
    ln -s "$links/node_modules" "$cache/links/node_modules"
    ln -s bun-project/node_modules "$out/share/node_modules"
    find "$cache" -mindepth 1 -maxdepth 1 ! -name links -exec rm -rf {} +
    # There bun links for a package's scripts, which have run, to those programs of its dependencies that were installed by then: where
    # packages depend on each other, that is chance.
    find "$links" "$cache/links" -mindepth 3 -maxdepth 3 -name .bin -exec rm -rf {} +
    rm -f .npmrc bunfig.toml # they are in the project

    stray=$(find "$links" "$cache" -lname '../*' -xtype l -print -quit)
    if [ -n "$stray" ]; then
        stray="${stray#"$out"/share/*/} -> $(readlink "$stray")"
        bunFail "a package depends on a workspace, which a linked store has no contents of ($stray); leave out linked = true"
    fi
}
