# shellcheck shell=bash
# shellcheck disable=SC2154,SC2034 # the hooks and lib.sh set and read them
# The install scripts of the project's own packages.

# hookRunProjectScripts MANAGER RUNTIME DEPS SETTING: runs them, each by `MANAGER run`. With SETTING in the derivation none run.
hookRunProjectScripts() {
    local folder script
    while IFS=$'\t' read -r folder script; do
        (cd "$folder" && "$1" run "$script") || "$1Fail" "the $script script of $folder failed (see above); to run no scripts of the project, set $4"
    done < <(hookProjectScripts "$2" "$3")
}

# hookProjectScripts RUNTIME DEPS: prints FOLDER<TAB>SCRIPT for these scripts, the root's last. RUNTIME is node or bun.
hookProjectScripts() {
    # Not in the project, whose bunfig.toml is for bun.
    { hookAbout "$2" importer | grep -vxF . || :; echo .; } | foldersInside | (cd / && "$1" "$hookFolder/project-scripts.cjs" "$OLDPWD")
}
