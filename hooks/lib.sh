# shellcheck shell=bash
# What the hooks share.

# What the install script of package $2 downloads, and how to do without, in one clause; fails if the table $1 (nix/downloads.tsv) does not have it.
downloadHint() {
    local names wants setting instead
    while IFS=$'\t' read -r names wants setting instead; do
        case " $names " in
            *" $2 "*)
                echo "it wants $wants; set $setting, and $instead"
                return
                ;;
        esac
    done < <(grep -v '^#' "$1")
    return 1
}
