# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # the hooks set and read them
# What the hooks of all package managers share. MANAGER is "pnpm", "bun" or "npm"; its hook has functions that begin with this name:
#
#   MANAGERConfigure DEPS           checks what the derivation has, and has the manager use DEPS
#   MANAGERInstall DEPS [--prod]    installs from DEPS, a store, into the current folder
#   MANAGERTreeOptions              prints the options that node-modules gets for this project, one a line
#   MANAGERPending DEPS             prints the packages NAME@VERSION whose install scripts did not run
#   MANAGERWarnOfPending LIST       says so, of all of them, and what to do
#   MANAGERExplain OUTPUT           prints one line on what the manager printed when it failed: what is wrong, and what to do
#   MANAGERFail, MANAGERWarn TEXT   print a line that begins with the hook's name; the first ends the build
#
# DEPS is the output of fetchPnpmDeps, fetchBunDeps or fetchNpmDeps. It is one of three folders:
#   a store                        the manager installs from it
#   one with a file `options`      node-modules makes the tree from it (node-modules --deps)
#   one with a folder `project`    it has a tree, and the project gets links to it
# The file `about` in it has what the hooks need to know of the lockfile, as lines KIND<TAB>VALUE. The output of fetchNodeTarballs has a folder
# `tarballs` instead. hookUseTarballs makes the second kind of DEPS from it and the project's lockfile.
#
# The hook that sources this file sets these variables before: hookNodeModules and hookTreePatch (paths of the programs), hookPlatform (the value
# for node-modules --platform), hookDownloads (the path of a file with lines NAME<TAB>ADVICE), and hookWritableCopies (the path of
# writable-copies.cjs).

# hookAbout DEPS KIND: the values of that kind, one a line.
hookAbout() {
    local kind value
    if [ ! -f "$1/about" ]; then return; fi
    while IFS=$'\t' read -r kind value; do
        if [ "$kind" = "$2" ]; then printf '%s\n' "$value"; fi
    done < "$1/about"
}

# hookLocked LOCKFILE...: the packages that the lockfiles name, one a line.
hookLocked() {
    local lockfile
    for lockfile in "$@"; do "$hookNodeModules" --lockfile "$lockfile" --sources 2> /dev/null | cut -f3; done
}

# What the install script of package $1 needs a network for, and what to do without one; fails if that is not known.
hookDownloadAdvice() {
    local name advice
    while IFS=$'\t' read -r name advice; do
        if [ "$name" = "$1" ]; then
            echo "$advice"
            return
        fi
    done < "$hookDownloads"
    return 1
}

# Copies stdin, but not what a terminal obeys: control characters other than tabs and line ends, also C1 (U+0080 to U+009F), and characters that
# change the direction of text (U+202A to U+202E, U+2066 to U+2069). What package managers print has names from projects and packages.
printable() {
    LC_ALL=C sed -u 's/[\x01-\x08\x0b-\x1f\x7f]\|\xc2[\x80-\x9f]\|\xe2\x80[\xaa-\xae]\|\xe2\x81[\xa6-\xa9]//g'
}

# hookWarn HOOK TEXT, hookFail HOOK TEXT: print a line; the second ends the build.
hookWarn() {
    echo "$1: $2" | printable >&2
}

hookFail() {
    hookWarn "$@"
    exit 1
}

# The folders on stdin, one a line, that are in this one: none that climbs out of it, and none that a program would take for an option.
foldersInside() {
    xargs -d '\n' -r realpath -m --relative-base=. -- | sed '/^[/]/d; s,^-,./-,'
}

# stdenv's HOME does not exist, and package managers and what they call keep caches and settings there.
hookNeedHome() {
    if [ ! -w "${HOME-}" ]; then
        HOME=$(mktemp -d)
        export HOME
    fi
}

# hookEnterRoot MANAGER: into the folder that the variable MANAGERRoot names, which is absolute from then on. popd leaves it.
hookEnterRoot() {
    local -n root=${1}Root
    case ${root-} in
        "${NIX_STORE-/nix/store}"/*) "$1Fail" "${1}Root is a path, which Nix has copied to its store ($root); give the folder as a string, relative to src: \"assets\"" ;;
        /*) ;;
        *)
            if [ ! -d "${root:-.}" ]; then "$1Fail" "${1}Root: there is no folder $root in $PWD; give it as a string (\"assets\"), relative to src"; fi
            root=$PWD${root:+/$root}
            ;;
    esac
    pushd "$root" > /dev/null || exit
}

# hookInRoot MANAGER COMMAND...: the command in that folder.
hookInRoot() {
    hookEnterRoot "$1"
    "${@:2}"
    popd > /dev/null || exit
}

# hookPhase MANAGER NAME COMMAND...: the same between the hooks preNAME and postNAME.
hookPhase() {
    hookEnterRoot "$1"
    runHook "pre$2"
    "${@:3}"
    runHook "post$2"
    popd > /dev/null || exit
}

# Whether a package.json of the folders $2... has the name $1, with a scope or without.
hookIsNamed() {
    printf '%s/package.json\0' "${@:2}" | xargs -0 grep -qsE "\"name\"[[:space:]]*:[[:space:]]*\"(@[^\"/]*/)?${1//./[.]}\""
}

# hookImporterOf DEPS NAME: prints the importer's folder, of which NAME is the folder or the package's name; fails if there is none.
hookImporterOf() {
    local importer
    while IFS= read -r importer; do
        if [ "$importer" = "${2#./}" ] || hookIsNamed "$2" "$importer"; then
            echo "$importer"
            return
        fi
    done < <(hookAbout "$1" importer)
    return 1
}

# hookRun COMMAND...: runs it and fails as it does; what it printed is in hookOutput, too.
hookRun() {
    local -
    set -o pipefail
    local log status=0
    log=$(mktemp)
    "$@" 2>&1 | printable | tee "$log" || status=$?
    hookOutput=$(< "$log")
    return "$status"
}

# The importers' folders that are in the project, with their node_modules, one a line.
hookModules() {
    local importer
    { hookAbout "$1" importer; echo .; } | foldersInside | LC_ALL=C sort -u | while IFS= read -r importer; do
        if [ -d "$importer/node_modules" ]; then echo "$importer/node_modules"; fi
    done
}

# hookFind DEPS EXPRESSION...: `find` in these.
hookFind() {
    local -a modules
    mapfile -t modules < <(hookModules "$1")
    if [ "${#modules[@]}" != 0 ]; then find "${modules[@]}" "${@:2}"; fi
}

# hookUseTarballs MANAGER[@VERSION] LOCKFILE: sets MANAGERDeps, which is from fetchNodeTarballs, to what node-modules makes a tree of.
hookUseTarballs() {
    local made manager=${1%%@*}
    local -n deps=${manager}Deps
    [ -f "$2" ] || "${manager}Fail" "there is no $2 in $PWD; add it to src, or set ${manager}Root to its folder"
    made=$(mktemp -d)/deps
    hookRun "$hookNodeModules" --manager "$1" --platform "$hookPlatform" --lockfile "$2" --tarballs "$deps/tarballs" --project . --pack --out "$made" ||
        "${manager}Fail" "${manager}Deps does not have the tarballs of $2 (see above); if the lockfile has changed, set hash = \"\" in fetchNodeTarballs, build, and write the hash that Nix prints"
    deps=$made
}

hookHasTree() {
    [ -f "$1/options" ] || hookIsLinked "$1"
}

hookIsLinked() {
    [ -d "$1/project" ]
}

# hookCheckManager MANAGER DEPS: ends the build if another manager's fetcher made the tree DEPS.
hookCheckManager() {
    local made=
    if [ -f "$2/options" ]; then IFS= read -r made < "$2/options"; fi
    made=${made#--manager=} made=${made%%@*}
    if [ "${made:-$1}" != "$1" ]; then "$1Fail" "${1}Deps is from fetch${made^}Deps; make it with fetch${1^}Deps ($2)"; fi
}

# hookInstall MANAGER DEPS [--prod]: makes node_modules of the project in the current folder, in place of those that came with it.
hookInstall() {
    if hookHasTree "$2"; then
        hookInstallTree "$@"
    else
        hookFind "$2" -maxdepth 0 -exec rm -rf {} +
        "$1Install" "${@:2}"
    fi
    hookMade=$(mktemp)
    hookWarnOfScripts "$1" "$2"
    hookWarnOfFailed "$1" "$2"
    hookWarnOfLeftOut "$1" "$2"
}

# hookInstallTree MANAGER DEPS [OPTION...]: OPTION is one of node-modules.
hookInstallTree() {
    local chosen node
    local -a options=()
    if hookIsLinked "$2"; then
        # Next's bundlers do not look at files outside of the project, unless they are told of a larger root.
        export NEXT_PRIVATE_OUTPUT_TRACE_ROOT=${NEXT_PRIVATE_OUTPUT_TRACE_ROOT-/}
        # Storybook's plugins have it from where they are themselves, which is in the tree.
        export STORYBOOK_PROJECT_ROOT=${STORYBOOK_PROJECT_ROOT-$PWD}
        # Programs copy packages and write into the copies.
        if [[ ${NODE_OPTIONS-} != *"$hookWritableCopies"* ]]; then export NODE_OPTIONS="${NODE_OPTIONS:+$NODE_OPTIONS }--require=$hookWritableCopies"; fi
    else
        chosen=$("$1TreeOptions") || exit
        mapfile -t options < <(printf '%s' "$chosen")
        # Where the fetcher knew no interpreters, scripts get those of this build.
        if [ -z "${dontUseBunPatch-}" ] && ! grep -qx -e --shebangs "$2/options"; then options+=(--shebangs); fi
        # An optional package may want another Node.js than that of the build.
        node=$(node --version 2> /dev/null) && options+=(--node "$node")
    fi
    "$hookNodeModules" --deps "$2" --project . --install "${options[@]}" "${@:3}" || "$1Fail" "node_modules cannot be made (see above)"
}

# hookReadFlags NAME...: sets hookFlags, an array, to what the lists NAME and NAMEArray have.
hookReadFlags() {
    local name
    hookFlags=()
    for name in "$@"; do concatTo hookFlags "$name" "${name}Array"; done
}

# hookFlagOptions MANAGER DEPS: node-modules' options for the flags in MANAGERInstallFlags, one a line; says which of them do nothing.
hookFlagOptions() {
    local flag
    hookReadFlags "${1}InstallFlags"
    for flag in "${hookFlags[@]}"; do
        case $flag in
            --prod | --production | --omit=dev | -P | -p) if ! hookIsLinked "$2"; then echo --prod && continue; fi ;;
            # What is so without them, what is read elsewhere, and the words of other flags.
            --frozen-lockfile | --offline | --prefer-offline | --ignore-scripts | --silent | --no-summary | --reporter=* | --linker | --linker=* | [!-]*) continue ;;
        esac
        "$1Warn" "$flag in ${1}InstallFlags does nothing, because node_modules is made without $1; remove it, or give fetch${1^}Deps installer = \"$1\""
    done
}

# hookKeepChanged DEPS FOLDER: copies to FOLDER what is newer in node_modules than what hookInstall made: what patch-package has patched, `prisma
# generate` has made, a rebuild has compiled.
hookKeepChanged() {
    hookFind "$1" -type f -newer "$hookMade" -print0 | xargs -0 -r cp -p --parents -t "$2" --
}

# hookPutBack FOLDER: what hookKeepChanged kept of packages that are still there; nothing of caches, commands and managers' notes.
hookPutBack() {
    local file
    (cd "$1" && find . -type f -print0) | while IFS= read -r -d '' file; do
        [[ $file =~ ^(.*/node_modules)/[.]prisma/ || $file =~ ^(.*/node_modules/(@[^/]+/)?[^/.@][^/]*)/ ]] || continue
        if [ -d "${BASH_REMATCH[1]}" ] && [ ! -L "${BASH_REMATCH[1]}" ]; then
            mkdir -p "${file%/*}"
            cp -pf "$1/$file" "$file"
        fi
    done
}

# hookInstallProd MANAGER [OPTION...]: the same again without devDependencies, for installPhase. OPTION is one of node-modules. As when a manager
# prunes, what was changed in packages stays.
hookInstallProd() {
    local deps=${1}Deps prodDeps=${1}ProdDeps changed
    local from=${!prodDeps-}
    if [ -z "$from" ]; then
        from=${!deps-}
        if hookIsLinked "$from"; then "$1Fail" "${1}ProdDeps is not set; set ${1}ProdDeps = ${1}Deps.prod"; fi
    fi
    "$1Configure" "$from"
    changed=$(mktemp -d)
    if [ -n "${hookMade-}" ]; then hookKeepChanged "$from" "$changed"; fi
    hookInstall "$1" "$from" --prod "${@:2}"
    hookPutBack "$changed"
}

# hookCheckLockfile MANAGER DEPS FILE: ends the build if DEPS was made from another lockfile. DEPS of a part of a lockfile do not say of which, and
# FILE may not be there.
hookCheckLockfile() {
    local hash
    hash=$(hookAbout "$2" lockfile)
    [ -z "$hash" ] || [ ! -f "$3" ] || [ "$(sha256sum < "$3")" = "$hash  -" ] ||
        "$1Fail" "${1}Deps was made from another $3; make it from the $3 in src ($2)"
}

# So that scripts which are started directly find their interpreter in a sandbox without /usr/bin/env.
hookPatch() {
    hookFind "$1" -maxdepth 0 -exec "$hookTreePatch" --shebangs --verbose -- {} +
}

hookWarnOfScripts() {
    local package advice
    local -a packages
    mapfile -t packages < <("$1Pending" "$2")
    if [ "${#packages[@]}" = 0 ]; then return; fi
    for package in "${packages[@]}"; do
        if advice=$(hookDownloadAdvice "${package%@*}"); then "$1Warn" "the install script of $package $advice"; fi
    done
    "$1WarnOfPending" "${packages[*]}"
}

# Package managers, too, go on without an optional package whose install script fails.
hookWarnOfFailed() {
    local -a packages
    mapfile -t packages < <(hookAbout "$2" failed)
    if [ "${#packages[@]}" = 0 ]; then return; fi
    "$1Warn" "the install scripts of ${packages[*]} failed, so these optional packages are left out; if you need them, add what the scripts miss to the argument scripts of fetch${1^}Deps"
}

# hookFolderWhere PACKAGE TEST...: the first folder of the installed PACKAGE (NAME@VERSION, NAME@) for which TEST FOLDER succeeds.
hookFolderWhere() {
    local folder
    for folder in node_modules/.*/"${1//\//+}"*/"node_modules/${1%@*}" "node_modules/${1%@*}"; do
        if [ -d "$folder" ] && "${@:2}" "$folder"; then
            echo "$folder"
            return
        fi
    done
    return 1
}

# hookHasScript PATTERN FOLDER: whether the package.json there has a script of such a name.
hookHasScript() { grep -qsE "\"($1)\"[[:space:]]*:" "$2/package.json"; }

# hookWarnOfPrepare MANAGER DEPS PATTERN: a package that comes from git is made by scripts of such names, with the repository's devDependencies,
# which no lockfile has. DEPS have the package's key, and its place unless that is as isolated packages have it.
hookWarnOfPrepare() {
    local key place name folder
    while IFS=$'\t' read -r key place; do
        name=${key%@*://*}
        for folder in ${place:+"$place"} {,"$2/tree/"}node_modules/.*/"${name//\//+}"@{http,git,ssh}*/"node_modules/$name" "node_modules/$name"; do
            if hookHasScript "$3" "$folder"; then
                "$1Warn" "$key comes from git, and its prepare scripts did not run; if the build misses a file of it, run 'npm pack' in that repository and give fetch${1^}Deps overrides.\"$key\" = _: ./FILE.tgz"
                break
            fi
        done
    done < <(hookAbout "$2" git)
}

# hookWarnIfNotRun MANAGER PHASE: for a phase before buildPhase, where PHASE is not stdenv's.
hookWarnIfNotRun() {
    [ -n "${hookHasRun-}" ] ||
        "$1Warn" "it did not run; write 'runHook post${2^}' into ${2}Phase and remove dont${2^}, or call '${1}ConfigHook' where the build needs node_modules"
}

# If src lacks a folder of the project, a package manager reports no error, but makes a broken link.
hookWarnOfLeftOut() {
    local link
    while IFS= read -r link; do
        "$1Warn" "$link is a broken link, because $(realpath -m --relative-to=. "$link") is not in src; add it, if the build needs it"
    done < <(hookFind "$2" -maxdepth 2 -path '*/.*' -prune -o -xtype l -print)
}

# hookProjectScripts RUNTIME DEPS: prints FOLDER<TAB>SCRIPT for the install scripts of the project's importers, the root's last. RUNTIME is node
# or bun. `npm run` and `bun run` run what has pre and post before the name of a script, too, but not where the script itself is missing.
hookProjectScripts() {
    # Not in the project, whose bunfig.toml is for bun.
    # shellcheck disable=SC2016 # it is JavaScript
    { hookAbout "$2" importer | grep -vxF . || :; echo .; } | foldersInside | (cd / && project=$OLDPWD "$1" -e '
        const { existsSync, readFileSync } = require("fs")
        for (const folder of readFileSync(0, "utf8").trim().split("\n")) {
            const file = `${process.env.project}/${folder}/package.json`
            if (!existsSync(file)) continue
            const { scripts = {} } = JSON.parse(readFileSync(file, "utf8").replace(/^\ufeff/, ""))
            for (const name of ["install", "prepare"]) {
                const names = scripts[name] ? [name] : ["pre" + name, "post" + name].filter((name) => scripts[name])
                for (const name of names) console.log("./" + folder.replace(/^\.$/, "") + "\t" + name)
            }
        }')
}

# hookRunProjectScripts MANAGER RUNTIME DEPS SETTING: runs these, each by `MANAGER run`. With SETTING in the derivation none run.
hookRunProjectScripts() {
    local folder script
    while IFS=$'\t' read -r folder script; do
        (cd "$folder" && "$1" run "$script") || "$1Fail" "the $script script of $folder failed (see above); to run no scripts of the project, set $4"
    done < <(hookProjectScripts "$2" "$3")
}
