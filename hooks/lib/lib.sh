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
#   MANAGERKeepShebangs             a variable; if it is not empty, #! lines in a tree stay as they are
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
# for node-modules --platform), and hookDownloads (the path of a file with lines NAME<TAB>ADVICE).

hookFolder=${BASH_SOURCE[0]%/*}
# shellcheck source=install.sh
source "$hookFolder/install.sh"
# shellcheck source=scripts.sh
source "$hookFolder/scripts.sh"
# shellcheck source=warn.sh
source "$hookFolder/warn.sh"

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

# hookReadFlags NAME...: sets hookFlags, an array, to what the lists NAME and NAMEArray have.
hookReadFlags() {
    local name
    hookFlags=()
    for name in "$@"; do concatTo hookFlags "$name" "${name}Array"; done
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
