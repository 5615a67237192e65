# shellcheck shell=bash
# For `nix develop`, nix-shell and direnv: the working folder has the node_modules that a build has. It is made when the shell is entered,
# before the shell's own shellHook, and again when the lockfile has changed.
#
#   pnpmDeps, bunDeps, npmDeps    from fetchPnpmDeps, fetchBunDeps, fetchNpmDeps: real files, or, with linked = true, links
#   pnpmRoot, bunRoot, npmRoot    the folder of the lockfile, when it is not the project's root
#   nodeModulesForce              not empty: replace a node_modules that something else has made, too
#
nodeModulesShellHook() {
    local manager deps root
    local -a names managers=(@managers@)
    # Before each script pnpm 11 and 12 would compare node_modules with their own notes, and install again.
    if [ -n "${pnpmDeps-}" ]; then export pnpm_config_verify_deps_before_run=${pnpm_config_verify_deps_before_run-false}; fi
    for manager in "${managers[@]}"; do
        IFS=: read -ra names <<< "${manager#*:}"
        manager=${manager%%:*} deps=${manager}Deps root=${manager}Root
        if [ -n "${!deps-}" ]; then nodeModulesPlace "$manager" "${!deps}" "${!root-}" "${names[@]}"; fi
    done
}

# nodeModulesPlace MANAGER DEPS ROOT LOCKFILE...: see place.sh. The shell opens whether that fails or not.
nodeModulesPlace() {
    # As in a build from a linked store.
    if [ -d "$2/project" ]; then export NEXT_PRIVATE_OUTPUT_TRACE_ROOT=${NEXT_PRIVATE_OUTPUT_TRACE_ROOT-/}; fi
    hookNodeModules=@nodeModules@ nodeModulesForce=${nodeModulesForce-} @runtimeShell@ @place@ "$@" || :
}

shellHook=nodeModulesShellHook${shellHook:+$'\n'$shellHook}
