# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # the derivation and hook.sh set and read them
# What mkNpmPackage builds and installs with: nixpkgs' npmBuildHook and npmInstallHook, by variable names and by what comes out.
#
#   npmBuildScript     the script of package.json to run
#   npmBuildFlags      flags for `npm run`
#   npmPackFlags       flags for `npm pack`, which says what belongs to the package
#   npmFlags           flags for both
#   npmWorkspace       of which workspace, by its name or folder; not set for the project's own package.json
#   dontNpmPrune       leave devDependencies in

npmBuildPackage() {
    hookEnterRoot npm
    npmEnterPackage
    [ -n "$(node "$npmPackageFiles" script "$npmBuildScript")" ] ||
        npmFail "package.json of ${npmWorkspace-the project} has no script $npmBuildScript; give another one as buildScript, or null for none"
    hookReadFlags npmBuildFlags npmFlags
    npm run "$npmBuildScript" "${hookFlags[@]}" || npmFail "the $npmBuildScript script failed (see above)"
    popd > /dev/null || exit
    popd > /dev/null || exit
}

# The package is in lib/node_modules of the output, by its name, with the node_modules that it runs with. That of a workspace is a link there:
# the part of the project that it needs is in lib, by the same name and laid out as in the project, for this is how the packages find each other.
npmInstallPackage() {
    local name folder project
    hookEnterRoot npm
    npmEnterPackage
    folder=$(realpath --relative-to="$npmRoot" .)
    name=$(node "$npmPackageFiles" name)
    popd > /dev/null || exit
    [ -n "$name" ] || npmFail "package.json of ${npmWorkspace-the project} has no name; give it one"
    project=$out/lib/node_modules/$name
    if [ -n "${npmWorkspace-}" ]; then project=$out/lib/$name; fi
    if [ -z "${dontNpmPrune-}" ]; then npmPrune ${npmWorkspace:+--importer "$folder"}; fi
    npmCopyProject "$folder" "$project"
    npmLinkCommands "$project/$folder"
    if [ -n "${npmWorkspace-}" ]; then
        mkdir -p "$(dirname "$out/lib/node_modules/$name")"
        ln -sr "$project/$folder" "$out/lib/node_modules/$name"
    fi
    popd > /dev/null || exit
}

npmEnterPackage() {
    local folder=.
    if [ -n "${npmWorkspace-}" ]; then folder=$(npmImporterOf npmWorkspace "$npmWorkspace") || exit; fi
    pushd "$folder" > /dev/null || exit
}

# npmCopyProject FOLDER TARGET: the package in FOLDER of the project, the node_modules, and the folders that these link to.
npmCopyProject() {
    local each target
    mkdir -p "$2"
    while IFS= read -r each; do
        target=$(realpath -m "$2/$each")
        mkdir -p "$target"
        npmListFiles "$each" | (cd "$each" && xargs -0 -r cp -P --parents -t "$target")
        if [ -d "$each/node_modules" ]; then cp -r "$each/node_modules" "$target"; fi
    done < <({ echo "$1"; npmLinkedFolders; } | LC_ALL=C sort -u)
    if [ -d node_modules ] && [ ! -e "$2/node_modules" ]; then cp -r node_modules "$2"; fi
}

# The folders of the project that links in node_modules lead to.
npmLinkedFolders() {
    hookFind "$npmDeps" -maxdepth 2 -path '*/.*' -prune -o -type l -print0 |
        xargs -0 -r realpath -q --relative-base=. -- | sed '/^[/]/d; /\(^\|[/]\)node_modules[/]/d'
}

# npmListFiles FOLDER: what npm would publish of it, each with a NUL at its end. It publishes nothing that has no version; of that it is all.
npmListFiles() {
    if ! (cd "$1" && node "$npmPackageFiles" publishable); then
        (cd "$1" && find . -name node_modules -prune -o ! -type d -print0)
        return
    fi
    hookReadFlags npmPackFlags npmFlags
    (cd "$1" && npm pack --dry-run --json --foreground-scripts=false "${hookFlags[@]}" > "$TMPDIR/npm-pack.json" && node "$npmPackageFiles" packed "$TMPDIR/npm-pack.json") ||
        npmFail "npm pack failed in $1 (see above)"
}

# npmLinkCommands FOLDER: the commands and manual pages of the package in FOLDER, for users of the output.
npmLinkCommands() {
    local missing
    missing=$(node "$npmPackageFiles" link "$1" "$out")
    [ -z "$missing" ] || npmFail "package.json names $missing in \"bin\" or \"man\", but npm pack leaves it out, or the build has not made it; correct \"bin\", or \"files\""
}
