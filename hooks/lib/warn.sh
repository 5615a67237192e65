# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # the hooks and lib.sh set and read them
# What a user should know of node_modules: what did not run, what is left out, and what to do.

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

# Package managers, too, go on without an optional package whose install script fails.
hookWarnOfFailed() {
    local -a packages
    mapfile -t packages < <(hookAbout "$2" failed)
    if [ "${#packages[@]}" = 0 ]; then return; fi
    "$1Warn" "the install scripts of ${packages[*]} failed, so these optional packages are left out; if you need them, add what the scripts miss to the argument scripts of fetch${1^}Deps"
}

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

# If src lacks a folder of the project, a package manager reports no error, but makes a broken link.
hookWarnOfLeftOut() {
    local link
    while IFS= read -r link; do
        "$1Warn" "$link is a broken link, because $(realpath -m --relative-to=. "$link") is not in src; add it, if the build needs it"
    done < <(hookFind "$2" -maxdepth 2 -path '*/.*' -prune -o -xtype l -print)
}

# hookWarnIfNotRun MANAGER PHASE: for a phase before buildPhase, where PHASE is not stdenv's.
hookWarnIfNotRun() {
    [ -n "${hookHasRun-}" ] ||
        "$1Warn" "it did not run; write 'runHook post${2^}' into ${2}Phase and remove dont${2^}, or call '${1}ConfigHook' where the build needs node_modules"
}
