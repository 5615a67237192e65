# shellcheck shell=bash
# What the hooks share.

# What the install script of package $2 does with a network, and how to do without, from the lines NAME<TAB>ADVICE of file $1; fails if it
# has none.
downloadAdvice() {
    local name advice
    while IFS=$'\t' read -r name advice; do
        if [ "$name" = "$2" ]; then
            echo "$advice"
            return
        fi
    done < "$1"
    return 1
}

# stdin without what a terminal obeys: control characters but tabs and line ends, C1 among them (U+0080 to U+009F), and what changes the
# direction of text (U+202A to U+202E, U+2066 to U+2069). Names that a project or a package has are in what package managers print.
printable() {
    LC_ALL=C sed -u 's/[\x01-\x08\x0b-\x1f\x7f]\|\xc2[\x80-\x9f]\|\xe2\x80[\xaa-\xae]\|\xe2\x81[\xa6-\xa9]//g'
}

# The folders on stdin, one a line, that are in this one: none that climbs out of it, and none that a program would take for an option.
foldersInside() {
    tr '\n' '\0' | xargs -0 -r realpath -m --relative-base=. -- | sed '/^[/]/d; s,^-,./-,'
}

# Whether $1 is what node-modules makes a tree from, or a tree to link to: what fragstore's fetchers return where no package manager installs.
modulesAreIn() {
    [ -f "$1/options" ] || modulesAreLinked "$1"
}

modulesAreLinked() {
    [ -d "$1/project" ]
}

# modulesPlace NODE_MODULES DEPS [OPTION...]: has the program NODE_MODULES put node_modules of DEPS into the project in the current folder, in
# place of those that came with it. OPTION is one of node-modules.
modulesPlace() {
    local program=$1 deps=$2 made folder
    shift 2
    find . -name node_modules -prune -exec rm -rf {} +
    if modulesAreLinked "$deps"; then
        made=$deps/project
    else
        made=$(mktemp -d)/tree
        "$program" --deps "$deps" --project . --out "$made" "$@" || return
    fi
    while IFS= read -r -d '' folder; do
        # A workspace that src lacks has no use for them.
        [ -d "${folder%node_modules}" ] || continue
        if modulesAreLinked "$deps"; then
            cp -r "$made/$folder" "$folder"
            chmod -R u+w "$folder"
        else
            mv "$made/$folder" "$folder"
        fi
    done < <(cd "$made" && find . -name node_modules -prune -print0)
}
