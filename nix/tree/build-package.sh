# shellcheck shell=bash
# Makes $out of the package $packageName, with its install scripts run by $runScripts. $deps has it as a project's only dependency, and
# $packageSource is the tarball or folder that it is of. Package managers go on without an optional package ($packageOptional) whose
# scripts fail: $out is an empty folder then.

# shellcheck disable=SC2154 # the derivation has them
buildPackage() {
    local tree
    tree=$(mktemp -d)
    # A folder of the project depends on it, and a manager may have put it into the project's own folder.
    mkdir "$tree/package"
    "$nodeModules" --deps "$deps" --project "$tree" --out "$tree/tree"
    buildMakeProject "$tree/tree"
    cd -P "$tree/tree/package/node_modules/$packageName" 2> /dev/null || cd -P "$tree/tree/$packageFolder" || buildLeaveOut
    local -a beside
    mapfile -t beside < <(buildBeside)
    buildPrepareScripts
    node "$runScripts" preinstall install postinstall || buildLeaveOut
    buildRemoveObjects
    if [ "${#beside[@]}" != 0 ]; then
        rm -rf "${beside[@]}"
        find node_modules -type d -empty -delete
    fi
    # bun's note of what the package is comes again with the tree that this is for.
    rm -f .bun-tag
    cp -r . "$out"
}

# What is in its own node_modules and did not come with it: what it depends on, which comes again with the tree that this is for.
buildBeside() {
    if [ -d node_modules ]; then LC_ALL=C comm -23 <(find node_modules | buildNames) <(buildBrought | buildNames); fi
}
buildBrought() {
    if [ -d "$packageSource" ]; then (cd "$packageSource" && find node_modules 2> /dev/null); else tar -tzf "$packageSource" | sed 's,^[^/]*/,,'; fi
}
buildNames() {
    sed -n 's,^\(node_modules/\(@[^/]*/\)\{0\,1\}[^/]\{1\,\}\).*,\1,p' | LC_ALL=C sort -u
}

# Some scripts read the package.json of the project that they are installed in, which they find by the path or by INIT_CWD.
buildMakeProject() {
    local folder
    for folder in "$1" "$1/package"; do
        if [ -d "$folder" ]; then
            export INIT_CWD=$folder
            echo '{ "name": "project", "version": "1.0.0", "private": true }' > "$folder/package.json"
        fi
    done
}

buildLeaveOut() {
    if [ -z "$packageOptional" ]; then exit 1; fi
    echo "$packageName is optional; the tree is made without it" >&2
    mkdir "$out"
    exit 0
}

buildPrepareScripts() {
    HOME=$(mktemp -d)
    export HOME
    local tools
    tools=$(mktemp -d)
    if [ -f "${npm_config_node_gyp-}" ]; then
        printf '#!/bin/sh\nexec node %q "$@"\n' "$npm_config_node_gyp" > "$tools/node-gyp"
        chmod +x "$tools/node-gyp"
        export PATH=$tools:$PATH # before any other, as the managers have it
    fi
    if [ -z "$(type -P node bun)" ]; then
        echo "the install script of $packageName needs Node.js or bun; give nodejs or bun to the fetcher, or set scripts.\"$packageName\" = false" >&2
        exit 1
    fi
    if ! type -P node > /dev/null; then ln -s "$(type -P bun)" "$tools/node" && export PATH=$PATH:$tools; fi
}

# What node-gyp needed to compile is of no use any more, and says where the compiler, Node's headers and this build were.
buildRemoveObjects() {
    local made
    while IFS= read -r -d '' made; do
        rm -rf "$made"/{Makefile,*.Makefile,*.mk,config.gypi,gyp-mac-tool,node_gyp_bins} "$made"/*/{.deps,obj,obj.target}
        # Of headers that other packages have, gyp makes stamps in folders that are called like these.
        find "$made" -name '*.stamp*' -delete
        find "$made" -mindepth 1 -type d -empty -delete
    done < <(find . -path '*/build/config.gypi' -printf '%h\0')
}
