# shellcheck shell=bash
# What a hook needs of nixpkgs' setup.sh, in the same strictness: inputs with setup hooks, phases, runHook, structuredAttrs, lists,
# patchShebangs, a fixupPhase for those who name it.
set -euo pipefail
shopt -s inherit_errexit nullglob

# Nix 2.8 gives NIX_ATTRS_SH_FILE as it is outside of the sandbox.
if [ -f .attrs.sh ]; then
    # shellcheck source=/dev/null
    source .attrs.sh
    # shellcheck disable=SC2154 # Nix's own file sets it
    for output in "${!outputs[@]}"; do export "$output=${outputs[$output]}"; done
fi
export PATH=${initialPath-/usr}/bin:/bin
# Debian's awk is a link to a link in /etc, which the sandbox does not show.
type -P awk > /dev/null || awk() { mawk "$@"; }
export SOURCE_DATE_EPOCH=315532800 TZ=UTC

# shellcheck disable=SC2034 # hooks append to them, and runHook reads them by name
postPatchHooks=() postConfigureHooks=() postHooks=() preInstallHooks=() preFixupHooks=() fixupOutputHooks=() postFixupHooks=() postInstallCheckHooks=()
envHooks=()

# addEnvHooks OFFSET FUNCTION: called with every input.
addEnvHooks() {
    envHooks+=("$2")
}

getAllOutputNames() {
    if isArray outputs; then echo "${!outputs[*]}"; else echo "${outputs-out}"; fi
}

runHook() {
    local array="${1%Hook}Hooks[@]" hook
    if [ -n "${!1-}" ]; then eval "${!1}"; fi
    for hook in ${!array+"${!array}"}; do "$hook"; done
}

isArray() {
    [[ $(declare -p "$1" 2> /dev/null) == 'declare -'[aA]* ]]
}

# appendToVar NAME VALUE...
appendToVar() {
    local -n list=$1
    if isArray "$1" || [ -n "${__structuredAttrs-}" ]; then
        list+=("${@:2}")
    else
        # shellcheck disable=SC2178 # a string is what it is here
        list="${list-} ${*:2}"
    fi
}

# concatTo TARGET NAME...: the elements of arrays, and the words of strings, go to the end of the array TARGET.
concatTo() {
    local -
    set -o noglob
    local -n target=$1
    local name array
    for name in "${@:2}"; do
        if isArray "$name"; then
            array="${name}[@]"
            target+=(${!array+"${!array}"})
        else
            # shellcheck disable=SC2206 # the words are wanted
            target+=(${!name-})
        fi
    done
}

# Interpreters that scripts look for in PATH are named by where they are now.
patchShebangs() {
    local file line interpreter
    if [ "$1" = --host ]; then shift; fi
    while IFS= read -r -d '' file; do
        IFS= read -r line < "$file" || continue
        [[ $line =~ ^#!\ */usr/bin/env\ ([^ ]+)(.*)$ ]] || continue
        if interpreter=$(type -P "${BASH_REMATCH[1]}"); then sed -i "1s|.*|#!$interpreter${BASH_REMATCH[2]}|" "$file"; fi
    done < <(find "$@" -type f -perm -0100 -exec grep -laZ -m 1 '^#!' {} +)
}

fixupOutputHooks+=(patchShebangsAuto stripAll)

# shellcheck disable=SC2154 # fixupPhase sets prefix
patchShebangsAuto() {
    patchShebangs --host "$prefix"
}

stripAll() {
    find "$prefix" -type f -print0 | xargs -0 strip -S 2> /dev/null || [ $? = 123 ]
}

activate() {
    if [ -d "$1/bin" ]; then PATH=$1/bin:$PATH; fi
    # shellcheck source=/dev/null
    if [ -f "$1/nix-support/setup-hook" ]; then source "$1/nix-support/setup-hook"; fi
}

# A list is a string, or an array with structuredAttrs.
declare -a packages=()
concatTo packages nativeBuildInputs buildInputs
# shellcheck disable=SC2034 # for hooks
targetOffset=0
for package in "${packages[@]}"; do activate "$package"; done
for hook in "${envHooks[@]}"; do
    for package in "${packages[@]}"; do "$hook" "$package"; done
done
# shellcheck disable=SC2034 # for patchShebangs
HOST_PATH=$PATH

# shellcheck disable=SC2154 # src is the derivation's
unpackPhase() {
    cp -r "$src" source
    chmod -R u+w source
    cd source
}

patchPhase() {
    runHook prePatch
    runHook postPatch
}

configurePhase() {
    runHook preConfigure
    runHook postConfigure
}

buildPhase() {
    echo "no buildPhase: doing nothing"
}

installPhase() {
    echo "no installPhase: doing nothing"
}

checkPhase() {
    runHook preCheck
    runHook postCheck
}

fixupPhase() {
    local output
    for output in $(getAllOutputNames); do chmod -R u+w "${!output}"; done
    runHook preFixup
    for output in $(getAllOutputNames); do prefix=${!output} runHook fixupOutput; done
    runHook postFixup
}

runHook postHook

genericBuild() {
    local phase
    for phase in ${phases-unpackPhase patchPhase ${preConfigurePhases[*]-} configurePhase ${preBuildPhases[*]-} buildPhase checkPhase installPhase ${postPhases-}}; do
        case $phase in
            patchPhase) if [ -n "${dontPatch-}" ]; then continue; fi ;;
            configurePhase) if [ -n "${dontConfigure-}" ]; then continue; fi ;;
            checkPhase) if [ -z "${doCheck-}" ]; then continue; fi ;;
        esac
        # As in nixpkgs, a phase is the derivation's attribute, or else a function.
        eval "${!phase:-$phase}"
    done
}
