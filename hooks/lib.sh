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
