# shellcheck shell=bash
# What a hook needs of nixpkgs' setup.sh, in the same strictness: inputs with setup hooks, phases, runHook, structuredAttrs.
set -euo pipefail
shopt -s inherit_errexit nullglob

# Nix 2.8 gives NIX_ATTRS_SH_FILE as it is outside of the sandbox.
if [ -f .attrs.sh ]; then
    # shellcheck source=/dev/null
    source .attrs.sh
    # shellcheck disable=SC2154 # Nix's own file sets it
    export out=${outputs[out]}
fi
export PATH=/usr/bin:/bin
export SOURCE_DATE_EPOCH=315532800 TZ=UTC

# shellcheck disable=SC2034 # hooks append to it, and runHook reads it by name
postConfigureHooks=()

runHook() {
    local array="$1Hooks[@]" hook
    if [ -n "${!1-}" ]; then eval "${!1}"; fi
    for hook in ${!array+"${!array}"}; do "$hook"; done
}

# A list is a string, or an array with structuredAttrs.
for input in ${nativeBuildInputs+"${nativeBuildInputs[@]}"}; do
    for package in $input; do
        if [ -d "$package/bin" ]; then PATH=$package/bin:$PATH; fi
        # shellcheck source=/dev/null
        if [ -f "$package/nix-support/setup-hook" ]; then source "$package/nix-support/setup-hook"; fi
    done
done

# shellcheck disable=SC2154 # src is the derivation's
unpackPhase() {
    cp -r "$src" source
    chmod -R u+w source
    cd source
}

configurePhase() {
    runHook preConfigure
    runHook postConfigure
}

buildPhase() {
    echo "no buildPhase: doing nothing"
}

genericBuild() {
    local phase
    for phase in ${phases-unpackPhase configurePhase buildPhase installPhase}; do
        # As in nixpkgs, a phase is the derivation's attribute, or else a function.
        eval "${!phase:-$phase}"
    done
}
