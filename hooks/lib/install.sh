# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # the hooks and lib.sh set and read them
# Makes node_modules in a project, from what a fetcher made: DEPS, as lib.sh describes it.

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

# hookCheckLockfile MANAGER DEPS FILE: ends the build if DEPS was made from another lockfile. DEPS of a part of a lockfile do not say of which, and
# FILE may not be there.
hookCheckLockfile() {
    local hash
    hash=$(hookAbout "$2" lockfile)
    [ -z "$hash" ] || [ ! -f "$3" ] || [ "$(sha256sum < "$3")" = "$hash  -" ] ||
        "$1Fail" "${1}Deps was made from another $3; make it from the $3 in src ($2)"
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
    local chosen node keepShebangs=${1}KeepShebangs
    local -a options=()
    if hookIsLinked "$2"; then
        # Next's bundlers do not look at files outside of the project, unless they are told of a larger root.
        export NEXT_PRIVATE_OUTPUT_TRACE_ROOT=${NEXT_PRIVATE_OUTPUT_TRACE_ROOT-/}
        # Storybook's plugins have it from where they are themselves, which is in the tree.
        export STORYBOOK_PROJECT_ROOT=${STORYBOOK_PROJECT_ROOT-$PWD}
        # Programs copy packages and write into the copies.
        if [[ ${NODE_OPTIONS-} != *"$hookFolder/writable-copies.cjs"* ]]; then export NODE_OPTIONS="${NODE_OPTIONS:+$NODE_OPTIONS }--require=$hookFolder/writable-copies.cjs"; fi
    else
        chosen=$("$1TreeOptions") || exit
        mapfile -t options < <(printf '%s' "$chosen")
        # Where the fetcher knew no interpreters, scripts get those of this build.
        if [ -z "${!keepShebangs-}" ] && ! grep -qx -e --shebangs "$2/options"; then options+=(--shebangs); fi
        # An optional package may want another Node.js than that of the build.
        node=$(node --version 2> /dev/null) && options+=(--node "$node")
    fi
    "$hookNodeModules" --deps "$2" --project . --install "${options[@]}" "${@:3}" || "$1Fail" "node_modules cannot be made (see above)"
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

# So that scripts which are started directly find their interpreter in a sandbox without /usr/bin/env.
hookPatch() {
    hookFind "$1" -maxdepth 0 -exec "$hookTreePatch" --shebangs --verbose -- {} +
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
