# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # the hook and lib.sh set and read them
# bunHook: what the project in the current folder says.

bunCheckProject() {
    [ -f package.json ] || bunFail "there is no package.json in $PWD; add it to src, or set bunRoot to its folder"
    if [ ! -f bun.lock ]; then
        [ ! -f bun.lockb ] || bunFail "bun.lockb is binary; run 'bun install --save-text-lockfile --frozen-lockfile --lockfile-only' and commit bun.lock in its place"
        bunFail "there is no bun.lock in $PWD; add it to src, or set bunRoot to its folder, or set postPatch = \"cp \${./bun.lock} bun.lock\""
    fi
    hookCheckLockfile bun "$bunDeps" bun.lock
    bunReadSettings
}

# Whether it is bun 1.2 or 1.3.
bunIsOld() {
    case $(bun --version) in 1.[0-3].*) ;; *) return 1 ;; esac
}

bunLinker='' bunConfig=''

# bunLinker is the linker that the project's settings have; bunConfig is the file that `bun install` reads in place of bunfig.toml, if that
# has to be another.
bunReadSettings() {
    local settings cache scanner npmrcLinker=''
    bunLinker='' bunConfig=''
    if [ -f .npmrc ]; then npmrcLinker=$(bunNpmrcLinker); fi
    bunLinker=$npmrcLinker
    if [ ! -f bunfig.toml ]; then return; fi
    settings=$(cd / && file=$OLDPWD/bunfig.toml bun -p '
        const { install = {} } = require(process.env.file);
        [install.cache === false || install.cache?.disable || "", install.linker ?? "", String(install.security?.scanner ?? "").trim()].join("|")'
    ) || bunFail "bunfig.toml cannot be read (above: why)"
    IFS='|' read -r cache bunLinker scanner <<< "$settings"
    case $bunLinker in '' | hoisted | isolated) ;; *) bunFail "bunfig.toml: install.linker is '$bunLinker', which bun refuses; write \"isolated\" or \"hoisted\"" ;; esac
    # bun 1.2 and 1.3 take .npmrc's, bun 1.4 bunfig.toml's.
    if bunIsOld; then bunLinker=${npmrcLinker:-$bunLinker}; else bunLinker=${bunLinker:-$npmrcLinker}; fi
    [ -z "$cache" ] || bunFail "bunfig.toml disables bun's cache, but all packages come from it; remove 'disable = true'"
    if [ -z "$scanner" ]; then return; fi
    echo "bunHook: packages are those of bun.lock, by its hashes; they are installed without the scanner $scanner"
    bunConfig=$(mktemp -d)/bunfig.toml
    bunWithoutScanner > "$bunConfig"
}

# The linker that .npmrc has, as bun reads it (1.2.23, 1.3.14, 1.4.5): what is after a [section] does not count, and to bun 1.2 and 1.3 a
# comment after a value is a part of it.
bunNpmrcLinker() {
    local line value linker='' setting='^[[:space:]]*"?node-linker"?[[:space:]]*=[[:space:]]*(.*[^[:space:]])'
    while IFS= read -r line || [ -n "$line" ]; do
        line=${line#$'\xef\xbb\xbf'}
        if [[ $line =~ ^[[:space:]]*\[ ]]; then break; fi
        if [[ ! $line =~ $setting ]]; then continue; fi
        value=${BASH_REMATCH[1]}
        if [[ $value =~ ^\"([^\"]*)\"$ || $value =~ ^\'([^\']*)\'$ ]]; then
            value=${BASH_REMATCH[1]}
        elif [[ $value =~ ^([^\"\'\;#]*[^[:space:]\"\'\;#])[[:space:]]*[\;#] ]] && ! bunIsOld; then
            value=${BASH_REMATCH[1]}
        fi
        if [[ $value =~ ^[$]\{([A-Za-z_][A-Za-z0-9_]*)[?]?\}$ ]]; then value=${!BASH_REMATCH[1]-}; fi
        case $value in hoisted) linker=hoisted ;; isolated | pnpm) linker=isolated ;; esac
    done < .npmrc
    echo "$linker"
}

# bunfig.toml without a scanner, which may ask a server, and would have to be installed before anything else.
bunWithoutScanner() {
    # shellcheck disable=SC2016 # it is JavaScript
    (cd / && file=$OLDPWD/bunfig.toml bun -e '
        const settings = require(process.env.file);
        delete settings.install.security.scanner;
        const toml = (value) =>
            Array.isArray(value) ? `[${value.map(toml)}]`
            : typeof value === "object" ? `{ ${pairs(value)} }`
            : JSON.stringify(value);
        const pairs = (table, separator) => Object.entries(table).map(([key, value]) => `${JSON.stringify(key)} = ${toml(value)}`).join(separator);
        console.log(pairs(settings, "\n"));')
}

# Whether bun uses its hoisted linker: the last --linker counts, then the settings.
bunIsHoisted() {
    local -a flags=()
    concatTo flags bunInstallFlags bunInstallFlagsArray
    case " ${flags[*]} " in
        *" --linker=hoisted "* | *" --linker hoisted "*) ;;
        *" --linker"*) return 1 ;;
        *) [ "$bunLinker" = hoisted ] ;;
    esac
}
