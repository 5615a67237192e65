# shellcheck shell=bash disable=SC2154 # hook.sh sets hookNodeModules and nodeModulesForce
# place.sh MANAGER DEPS ROOT LOCKFILE...: has node-modules keep node_modules of the project around the current folder as DEPS have it.
#
# The project's root is the nearest folder, from this one up, in which ROOT has a LOCKFILE of one of these names. This is a program of its own,
# so that no setting of the shell matters. The variable hookNodeModules is node-modules' path; with nodeModulesForce, what
# something else has made is replaced, too.
set -eu

manager=$1 deps=$2 root=$3 lockfiles=("${@:4}")

fail() {
    echo "nodeModulesShellHook: $1" >&2
    exit 1
}

checkDeps() {
    local made
    [ -d "$deps" ] || fail "$deps does not exist; enter the shell again, to build it"
    [ -f "$deps/options" ] || fail "$deps is a store for a package manager; remove \`installer\` where you call the fetcher"
    IFS= read -r made < "$deps/options"
    made=${made#--manager=} made=${made%%@*}
    [ "$made" = "$manager" ] || fail "${manager}Deps is from fetch${made^}Deps; make it with fetch${manager^}Deps ($deps)"
}

# A shell is entered anywhere in a project.
enterProject() {
    local start=$PWD lockfile=${root:+$root/}${lockfiles[-1]}
    # Until one of them can be read.
    until grep -qs '' -- "${lockfiles[@]/#/"./$root/"}"; do
        [ "$PWD" != / ] || fail "there is no $lockfile in $start or above; enter the shell in the project"
        cd ..
    done
    cd "./$root"
}

checkDeps
enterProject
exec "$hookNodeModules" --deps "$deps" --project . --refresh ${nodeModulesForce:+--force}
