# shellcheck shell=bash
# tree-patch in place of nixpkgs' patchShebangs and autoPatchelfHook. It has the same functions and variables, but patches a whole tree at once.
# Also, fixupPhase (strip, the shrinking of run paths, patchShebangs, checks of symlinks) leaves dependencies alone: it does not go into
# node_modules.
#
#   dontPatchShebangs              leave the #! lines of the outputs as they are
#   dontAutoPatchelf               leave the programs and libraries of the outputs as they are
#   autoPatchelfIgnoreMissingDeps  patterns of libraries that need not be found
#   runtimeDependencies            packages whose lib/ is put into every program's run path
#   appendRunpaths                 folders for the end of every run path
#   autoPatchelfFlags              more options of tree-patch --elf, such as --keep-libc
#
# Lists may be strings or, with structuredAttrs, arrays. Libraries are looked for in the outputs, in lib/ of the inputs, and in what
# addAutoPatchelfSearchPath was given. patchelfFlags have no effect, because patchelf does not run.

# patchShebangs [--build | --host] [--update] [--] PATH...
treePatchShebangs() {
    local file path=
    local -a command=(@treePatch@ --shebangs --verbose) files=()
    while [[ ${1-} == -* ]]; do
        case $1 in
            --build) path=PATH ;;
            --host) path=HOST_PATH ;;
            --update) command+=(--update) ;;
            --) shift && break ;;
            *) echo "patchShebangs: there is no option $1" >&2 && return 1 ;;
        esac
        shift
    done
    if [ $# -eq 0 ]; then return; fi
    if [ -z "$path" ]; then
        path=PATH
        if [[ -n ${strictDeps-} && $1 == "$NIX_STORE"* ]]; then path=HOST_PATH; fi
    fi

    echo "patching script interpreter paths in $*"
    # Some packages of nixpkgs name files that no longer exist. This is not an error.
    for file in "$@"; do
        if [ -e "$file" ] || [ -L "$file" ]; then files+=("$file"); else echo "patchShebangs: there is no $file" >&2; fi
    done
    if [ "${#files[@]}" = 0 ]; then return; fi
    command+=(--interpreter-path "${!path-}" --)
    if declare -F find > /dev/null; then
        local -
        set -o pipefail
        find "${files[@]}" -type f -perm -0100 -print0 | xargs -0 -r "${command[@]}"
    else
        "${command[@]}" "${files[@]}"
    fi
}

# autoPatchelf [--no-recurse] [--] PATH...
treePatchElf() {
    local flag list=
    local -a command=(@treePatch@ --elf --verbose) flags=() ignored=() runtime=() append=()
    while [[ ${1-} == -* ]]; do
        case $1 in
            --no-recurse) command+=(--no-recurse) ;;
            --) shift && break ;;
            *) echo "autoPatchelf: there is no option $1" >&2 && return 1 ;;
        esac
        shift
    done
    if [ $# -eq 0 ]; then return; fi

    concatTo flags autoPatchelfFlags
    concatTo ignored autoPatchelfIgnoreMissingDeps
    concatTo runtime runtimeDependencies
    concatTo append appendRunpaths
    # Before there were patterns, this was true or false.
    case " ${ignored[*]-} " in *" 1 "*) ignored=('*') ;; esac

    local IFS=:
    command+=(--libs "${autoPatchelfLibs[*]-}:${extraAutoPatchelfLibs[*]-}" --ignore-missing "${ignored[*]}")
    command+=(--runtime-dependencies "${runtime[*]/%//lib}" --append-rpaths "${append[*]}")
    # The flags come after the variables, so that they have priority. Some of auto-patchelf's flags have another name here, or no use.
    # An option for a list takes all words up to the next option.
    for flag in "${flags[@]}" --; do
        case $list:$flag in
            begun:--*) command+=('') list= ;;
            begun:*) command+=("$flag") list=more && continue ;;
            more:--*) list= ;;
            more:*) command[-1]+=:$flag && continue ;;
        esac
        case $flag in
            --preserve-origin | --) ;;
            --ignore-existing) command+=(--no-add-existing) ;;
            --libs | --runtime-dependencies | --append-rpaths | --ignore-missing | --paths) command+=("$flag") list=begun ;;
            *) command+=("$flag") ;;
        esac
    done
    NIX_BINTOOLS=${NIX_BINTOOLS:-@bintools@} "${command[@]}" -- "$@"
}

# addAutoPatchelfSearchPath [--no-recurse] [--] PATH...
treePatchAddLibraries() {
    local folder
    local -a depth=()
    while [[ ${1-} == -* ]]; do
        case $1 in
            --no-recurse) depth=(-maxdepth 1) ;;
            --) shift && break ;;
            *) echo "addAutoPatchelfSearchPath: there is no option $1" >&2 && return 1 ;;
        esac
        shift
    done
    while IFS= read -r -d '' folder; do
        extraAutoPatchelfLibs+=("$folder")
    done < <(command find "$@" "${depth[@]}" ! -type d \( -name '*.so' -o -name '*.so.*' \) -printf '%h\0' | sort -zu)
}

treePatchGatherLibraries() {
    autoPatchelfLibs+=("$1/lib")
}

treePatchOutputs() {
    local output
    local -a paths=()
    if [ -n "${dontAutoPatchelf-}" ]; then return; fi
    for output in $(getAllOutputNames); do
        if [ "$output" != debug ] && [ -e "${!output}" ]; then paths+=("${!output}"); fi
    done
    treePatchElf -- "${paths[@]}"
}

# stdenv's own hooks are sourced after those of nativeBuildInputs, and so might autoPatchelfHook be.
# shellcheck disable=SC2317 # stdenv calls them
treePatchReplace() {
    patchShebangs() { treePatchShebangs "$@"; }
    autoPatchelf() { treePatchElf "$@"; }
    addAutoPatchelfSearchPath() { treePatchAddLibraries "$@"; }
    autoPatchelfPostFixup() { treePatchOutputs; }
    # After the shrinking of run paths, which would remove folders that have none of the needed libraries.
    case " ${postFixupHooks[*]-} " in
        *" autoPatchelfPostFixup "*) ;;
        *) postFixupHooks+=(autoPatchelfPostFixup) ;;
    esac
}

# Every hook that goes through an output calls `find`. While these hooks run, `find` is the function below. The derivation's own preFixup and
# postFixup are not affected.
treePatchAroundFixup() {
    fixupOutputHooks=(treePatchHideDependencies "${fixupOutputHooks[@]}" treePatchShowDependencies)
    postFixupHooks=(treePatchHideDependencies "${postFixupHooks[@]}" treePatchShowDependencies)
}

# shellcheck disable=SC2317 # called by what fixupPhase calls
treePatchHideDependencies() {
    find() { treePatchFind "$@"; }
}

treePatchShowDependencies() {
    unset -f find
}

# find [-H | -L | -P] [PATH...] [EXPRESSION], which sees the folders node_modules but not what is in them.
treePatchFind() {
    # These go through the files of a folder before the folder itself, and -prune has no effect.
    case " $* " in
        *" -delete "* | *" -depth "*)
            command find "$@"
            return
            ;;
    esac

    local output
    local -a paths=() own=()
    while [ $# -gt 0 ]; do
        case $1 in
            -[HLP]) ;;
            [-\(,!]*) break ;;
        esac
        paths+=("$1")
        shift
    done
    [ $# -gt 0 ] || set -- -print
    # npm installs the package itself into lib/node_modules, and its dependencies further down. If lib/node_modules has hidden entries, it is a
    # folder of dependencies.
    for output in $(getAllOutputNames); do
        if ! compgen -G "${!output}/lib/node_modules/.[!.]*" > /dev/null; then own+=(! -path "${!output}/lib/node_modules"); fi
    done
    command find "${paths[@]}" \( -name node_modules "${own[@]}" -prune -o -true \) \( "$@" \)
}

# shellcheck disable=SC2154 # set by setup.sh where it sources hooks
addEnvHooks "$targetOffset" treePatchGatherLibraries
postHooks+=(treePatchReplace)
preFixupHooks+=(treePatchAroundFixup)
