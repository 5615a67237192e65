# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # the hook and lib.sh set and read them
# pnpmConfigHook: what pnpm said when it failed, in one line.

# One line for what pnpm printed ($1): what is wrong, and what to do.
pnpmExplain() {
    case $1 in
        *ERR_PNPM_NO_OFFLINE_TARBALL* | *"missing from the store but cannot download"*)
            pnpmExplainMissing "$(pnpmMissingPackage "$1")" ;;
        *ERR_PNPM_NO_LOCKFILE*)
            echo "there is no pnpm-lock.yaml in $PWD; add it to src, or set pnpmRoot to its folder" ;;
        *ERR_PNPM_OUTDATED_LOCKFILE*)
            echo "pnpm-lock.yaml does not match $(pnpmOutdatedManifest "$1") (see above); run 'pnpm install --lockfile-only' and commit pnpm-lock.yaml" ;;
        *"Cannot update configDependencies"*)
            echo "pnpm-lock.yaml does not match configDependencies of pnpm-workspace.yaml; run 'pnpm install' with pnpm $pnpmVersion and commit pnpm-lock.yaml" ;;
        *ERR_PNPM_LOCKFILE_CONFIG_MISMATCH*)
            pnpmExplainMismatch "$1" ;;
        *ERR_PNPM_UNSUPPORTED_ENGINE*)
            echo "package.json wants another pnpm than $pnpmVersion, or another Node.js (see above); add that one to nativeBuildInputs, or correct \"engines\"" ;;
        *)
            echo "pnpm install failed; see pnpm's output above" ;;
    esac
}

# What to do about a package that the store lacks, which may not be known.
pnpmExplainMissing() {
    local -a lockfiles
    mapfile -t lockfiles < <(find . -name node_modules -prune -o -name pnpm-lock.yaml -print)
    if [[ $1 == "a package "* ]] || hookLocked pnpm-lock.yaml | grep -xF -e "$1" > /dev/null; then
        echo "$1 is in pnpm-lock.yaml but not in pnpmDeps; make pnpmDeps from the pnpm-lock.yaml in src and for this platform ($pnpmDeps)"
    elif hookLocked "${lockfiles[@]}" | grep -xF -e "$1" > /dev/null; then
        echo "$1 is in a pnpm-lock.yaml of the workspace but not in pnpmDeps; give fetchPnpmDeps all of them, in lockfile and otherLockfiles, as they are in src ($pnpmDeps)"
    else
        echo "pnpm wants $1, which is not in pnpm-lock.yaml; run 'pnpm install' with pnpm $pnpmVersion and commit pnpm-lock.yaml and pnpm-workspace.yaml"
    fi
}

# The package.json that the lockfile does not match, from pnpm's message.
pnpmOutdatedManifest() {
    local manifest=package.json
    if [[ $1 =~ 'up to date with <ROOT>/'([^$'\n']+) ]]; then
        manifest=${BASH_REMATCH[1]}
    elif [[ $1 =~ 'in importers["'([^\"]+)'"]' ]]; then
        manifest=${BASH_REMATCH[1]}/package.json
    fi
    echo "${manifest#./}"
}

# Which setting changed after the lockfile was written, and why.
pnpmExplainMismatch() {
    local text=${1//[[:space:]]/} setting
    if [[ $text =~ Thecurrent\"([^\"]+)\"configuration ]]; then setting=${BASH_REMATCH[1]}; else setting="a setting (see above)"; fi
    if [[ $pnpmSettingsIn != *package.json* ]] && grep -qE "\"${setting##*.}\"[[:space:]]*:" package.json && grep -qE '"pnpm"[[:space:]]*:[[:space:]]*(\{|$)' package.json; then
        echo "$setting is in \"pnpm\" of package.json, where pnpm $pnpmVersion does not read it; move it to pnpm-workspace.yaml, or use pnpm 10 (in nativeBuildInputs and in fetchPnpmDeps)"
    else
        echo "$setting is not the same as when pnpm-lock.yaml was made; run 'pnpm install --lockfile-only' with pnpm $pnpmVersion and commit pnpm-lock.yaml, or use the pnpm that made it (in nativeBuildInputs and in fetchPnpmDeps)"
    fi
}

# The package that pnpm misses, from its message: pnpm 12 names it, pnpm 9 to 11 give the tarball's URL.
pnpmMissingPackage() {
    # pnpm 12 breaks its lines to fit a terminal, within names too
    local text=${1//[[:space:]]/} name
    if [[ $text =~ Failedtofetchtarballfor(.+)from(https?|file): ]]; then
        echo "${BASH_REMATCH[1]}"
    elif [[ ${text#*maybedownloadedfrom} =~ /(@[^/]+/[^/]+|[^/]+)/-/([^/]+)[.]tgz ]]; then
        name=${BASH_REMATCH[1]}
        echo "$name@${BASH_REMATCH[2]#"${name##*/}-"}"
    else
        echo "a package (see above)"
    fi
}
