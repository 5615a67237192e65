# shellcheck shell=bash
# Makes $out of the package $packageName: patched with $patchFile, then with its install scripts run by $runScripts, where these are
# given. $deps has it as a project's only dependency.

changePackage() {
    local tree
    tree=$(mktemp -d)
    echo '{}' > "$tree/package.json"
    "$nodeModules" --deps "$deps" --project "$tree" --out "$tree/tree"
    cd -P "$tree/tree/node_modules/$packageName" || exit
    if [ -n "$patchFile" ]; then
        # As the managers do it: no fuzz.
        patch --strip=1 --fuzz=0 --force --no-backup-if-mismatch < "$patchFile"
    fi
    if [ -n "$runScripts" ]; then changeRunScripts; fi
    cp -r . "$out"
}

changeRunScripts() {
    HOME=$(mktemp -d)
    export HOME
    local tools
    tools=$(mktemp -d)
    if [ -f "${nodeGyp-}" ]; then
        printf '#!/bin/sh\nexec node %q "$@"\n' "$nodeGyp" > "$tools/node-gyp"
        chmod +x "$tools/node-gyp"
        export npm_config_node_gyp=$nodeGyp PATH=$PATH:$tools
    fi
    if ! type -P node > /dev/null; then ln -s "$(type -P bun)" "$tools/node" && export PATH=$PATH:$tools; fi
    node "$runScripts" preinstall install postinstall
}
