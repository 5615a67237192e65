# shellcheck shell=bash
# fetchNodeTarballs: the tarballs of a lockfile in the current folder go into the folder $fetched, each checked against its integrity. $lockfile names
# the lockfile, if it is given.

fetchFail() {
    echo "fetchNodeTarballs: $1" >&2
    exit 1
}

fetchNodeTarballs() {
    local file work attempt
    file=$(fetchFindLockfile) || exit
    work=$(mktemp -d)
    fetched=$work/tarballs
    mkdir "$fetched"
    fetchSources "$file" > "$work/all" || fetchFail "$file cannot be read (see above)"
    fetchLeaveOut "$work/all" > "$work/sources"
    echo "Fetching $(wc -l < "$work/sources") tarballs of $file"
    # A certificate authority of the company, as Nix itself has it.
    if [ -f "${NIX_SSL_CERT_FILE-}" ]; then export SSL_CERT_FILE=$NIX_SSL_CERT_FILE; fi
    : > "$work/faults"
    for attempt in 1 2 3; do
        fetchMissing "$work/sources" > "$work/missing"
        if [ ! -s "$work/missing" ]; then break; fi
        if [ "$attempt" != 1 ]; then sleep "$attempt"; fi
        fetchDownload "$work/missing" > "$work/faults"
        fetchRemoveDamaged >> "$work/faults"
    done
    fetchMissing "$work/sources" > "$work/missing"
    fetchReport "$work/missing" "$work/faults"
    fetchUnpack
}

# Prints NAME<TAB>URL<TAB>KEY of what lockfile $1 names.
fetchSources() {
    local folder
    folder=$(dirname "$1")
    # shellcheck disable=SC2154,SC2206 # the derivation has it, and words are wanted
    local -a options=($sourceOptions)
    # Beside a lockfile that is alone in the store there are no settings.
    if [ "$folder" != "${NIX_STORE:-/nix/store}" ]; then options+=(--project "$folder"); fi
    # shellcheck disable=SC2154 # the derivation has it
    "$nodeModules" --lockfile "$1" --sources "${options[@]}"
}

# The lines of $1 but those of the packages that the derivation leaves out.
fetchLeaveOut() {
    local name url key
    # shellcheck disable=SC2154 # the derivation has it
    while IFS= read -r key; do
        if [ -n "$key" ] && ! grep -qF $'\t'"$key" "$1"; then fetchFail "without: the lockfile has no package '$key'; remove it from without"; fi
    done <<< "$without"
    while IFS=$'\t' read -r name url key; do
        case $'\n'$without$'\n' in *$'\n'"$key"$'\n'*) ;; *) printf '%s\t%s\t%s\n' "$name" "$url" "$key" ;; esac
    done < "$1"
}

# Prints the lockfile in the source, in the folder that the derivation's variable MANAGERRoot names. With lockfiles of several managers it cannot
# be told which one the package installs from. $managers has the managers, each with the names of its lockfile, of which the first one counts.
fetchFindLockfile() {
    local manager name root folder=
    local -a names found=()
    if [ -n "${lockfile-}" ]; then
        [ -f "$lockfile" ] || fetchFail "there is no $lockfile in the source; correct 'lockfile', or set sourceRoot"
        echo "$lockfile"
        return
    fi
    # shellcheck disable=SC2154 # the derivation has it
    for manager in $managers; do
        root=${manager%%:*}Root
        if [ -n "${!root-}" ]; then folder=${!root}/; fi
    done
    for manager in $managers; do
        IFS=: read -ra names <<< "${manager#*:}"
        for name in "${names[@]}"; do
            if [ -f "$folder$name" ]; then
                found+=("$folder$name")
                break
            fi
        done
    done
    if [ "${#found[@]}" = 0 ] && [ -f "${folder}bun.lockb" ]; then
        fetchFail "${folder}bun.lockb is binary; run 'bun install --save-text-lockfile --frozen-lockfile --lockfile-only', and let postPatch copy the new bun.lock there, here and in the package"
    fi
    case ${#found[@]} in
        1) echo "${found[0]}" ;;
        0)
            fetchFail "there is no pnpm-lock.yaml, bun.lock or package-lock.json in ${folder:-the source}; set 'lockfile' (\"web/pnpm-lock.yaml\"), or sourceRoot, or let postPatch copy it there, here and in the package" ;;
        *) fetchFail "there are several lockfiles (${found[*]}); set 'lockfile' to the one that the package installs from: lockfile = \"${found[0]}\"" ;;
    esac
}

# Of the lines of $1, those whose file is not there yet.
fetchMissing() {
    local name url key
    while IFS=$'\t' read -r name url key; do
        if [ ! -e "$fetched/$name" ]; then printf '%s\t%s\t%s\n' "$name" "$url" "$key"; fi
    done < "$1"
}

# Fetches the lines of $1, and prints NAME<TAB>STATUS<TAB>WHY of those that failed; of those no file is left. NIX_NPM_TOKENS is as for nixpkgs'
# fetchNpmDeps: { "HOST": "TOKEN" }.
fetchDownload() {
    local url tokens=${NIX_NPM_TOKENS-} pair='"([^"]+)"[[:space:]]*:[[:space:]]*"([^"]*)"'
    cp "$1" "$1.open"
    while [[ $tokens =~ $pair ]]; do
        tokens=${tokens#*"${BASH_REMATCH[0]}"}
        # The host's dots are no pattern.
        url=$'\t'"https?://${BASH_REMATCH[1]//./[.]}[:/]"
        grep -E "$url" "$1.open" > "$1.private" || continue
        grep -vE "$url" "$1.open" > "$1.rest" || :
        mv "$1.rest" "$1.open"
        fetchAll "$1.private" "oauth2-bearer = \"${BASH_REMATCH[2]}\""
    done
    fetchAll "$1.open" ""
}

# fetchDownload, with the setting $2 of curl, all lines at once.
fetchAll() {
    local name url status code why
    if [ ! -s "$1" ]; then return; fi
    echo "$2" > "$1.curl"
    while IFS=$'\t' read -r name url _; do
        printf 'url = "%s"\noutput = "%s"\n' "$url" "$fetched/$name"
    done < "$1" >> "$1.curl"
    { curl --config "$1.curl" --parallel --parallel-max 50 --location --max-redirs 20 --fail --globoff --silent --no-progress-meter \
        --retry 3 --connect-timeout 30 --speed-limit 1 --speed-time 60 --write-out '%{filename_effective}\t%{exitcode}\t%{http_code}\t%{errormsg}\n' || :; } |
        while IFS=$'\t' read -r name status code why; do
            if [ "$status" = 0 ]; then continue; fi
            rm -f "$name"
            printf '%s\t%s\t%s\n' "${name##*/}" "$code" "$why"
        done
}

# Removes files that do not have the hash that they are called by, and prints NAME<TAB>damaged<TAB>WHY of each.
fetchRemoveDamaged() {
    local kind name
    for kind in sha1 sha256 sha384 sha512; do
        (cd "$fetched" && find . -name "$kind-*.tgz" -print0 | xargs -0 -r "${kind}sum") |
            sed -nE "/^([0-9a-f]+)  \.\/$kind-\1\.tgz\$/! s/^[0-9a-f]+  \.\///p" |
            while IFS= read -r name; do
                rm "$fetched/$name"
                printf '%s\tdamaged\t%s\n' "$name" "what came does not have the integrity that the lockfile has"
            done
    done
}

# Ends the build if one of the lines of $1 is there: $2 has why.
fetchReport() {
    local name url key next why gone=
    if [ ! -s "$1" ]; then return; fi
    while IFS=$'\t' read -r name url next; do
        key=$next
        why=$(sed -n "s/^$name\t[^\t]*\t//p" "$2")
        case $why in
            *": 401" | *": 403") why+="; set NIX_NPM_TOKENS of the Nix daemon, if a token is needed" ;;
            *": 404") gone+="${gone:+ }\"$key\"" ;;
        esac
        # A build's log can be read by everybody.
        echo "fetchNodeTarballs: $key: $url: ${why:-not fetched}" | sed -E 's,(https?://)[^/[:space:]]*@,\1,g' >&2
    done < "$1"
    gone=${gone:-"\"$key\""}
    fetchFail "$(wc -l < "$1") tarballs are missing (see above); if the registry no longer has one, change its version in the lockfile, or leave out an optional package for another platform (without = [ $gone ])"
}

# Archives are kept unpacked: their hosts may pack the same files in another way tomorrow.
fetchUnpack() {
    local archive
    for archive in "$fetched"/url-*; do
        if [ ! -f "$archive" ]; then continue; fi
        mv "$archive" "$archive.tar"
        mkdir "$archive"
        tar -xzf "$archive.tar" -C "$archive" --strip-components=1 --no-same-owner --no-same-permissions ||
            fetchFail "$(basename "$archive"), fetched from a URL of the lockfile, is not a gzipped tarball; depend on the package in another way"
        rm "$archive.tar"
    done
}
