#!/bin/bash
# usage: check.sh WORK LENGTH FILE...
#
# Patches a copy of each ELF file, in WORK, to an interpreter path of 60 bytes, when it has an interpreter, and a run
# path of LENGTH bytes, and says what is then not as before: what the loader finds and cannot relocate (symbols are bound
# at once), what readelf and eu-elflint complain of; that patching again changes nothing; that strip takes it and what
# comes out loads as well. One line "ok FILE" or "PROBLEM FILE: what" each; static and debug files say nothing.
# LOADER is the interpreter that the files have.
set -uo pipefail

work=$1 length=$2
shift 2
loader=${LOADER:-/lib64/ld-linux-x86-64.so.2}
interpreter=$work/$(printf "%$((59 - ${#work}))s" | tr ' ' i)
run_path=/$(printf "%$((length - 1))s" | tr ' ' r)
ln -sfn "$(readlink -f "$loader")" "$interpreter"

# loads FILE DIR: what the loader says of it, without addresses.
loads() {
    local run=("./$1")
    [ -n "$program" ] || run=("$loader" "./$1")
    (cd "$2" && exec env LD_TRACE_LOADED_OBJECTS=1 LD_BIND_NOW=1 LD_WARN=1 "${run[@]}" 2>&1 </dev/null) |
        sed -e 's/ (0x[0-9a-f]*)//' -e "s,$interpreter,$loader,g" | sort
}

# complaints FILE DIR: of readelf and eu-elflint, without numbers, since what moves has others.
complaints() {
    (cd "$2" && { readelf -aW "$1" 2>&1 >/dev/null; eu-elflint --gnu-ld "$1" 2>&1 | grep -v '^No errors'; }) |
        sed 's/0x[0-9a-f]*//g; s/[0-9][0-9]*//g' | sort -u
}

problem() {
    printf 'PROBLEM %s: %s\n' "$file" "$*"
}

check() {
    local name=${file##*/} dir program='' path change stamp before new
    dir=$(mktemp -d "$work/XXXXXX")
    mkdir "$dir/old" "$dir/new" "$dir/stripped"
    cp "$file" "$dir/old/$name"
    cp "$file" "$dir/new/$name"
    path=$(tree-patch --print-rpath "$file" 2>"$dir/said") || grep -q 'statically linked' "$dir/said" || problem "$(cat "$dir/said")"
    change=(--set-rpath "$run_path${path:+:$path}")
    if readelf -lW "$file" 2>/dev/null | grep -q ' INTERP '; then
        program=1
        chmod u+x "$dir"/*/"$name" # some libraries are programs, too
        change+=(--set-interpreter "$interpreter")
    fi
    if ! tree-patch "${change[@]}" "$dir/new/$name" 2>"$dir/said"; then
        cmp -s "$file" "$dir/new/$name" || problem "changed although it failed"
        grep -q -e 'statically linked' -e 'debug information' -e 'static-pie, or a dynamic linker' "$dir/said" || problem "$(cat "$dir/said")"
        return
    fi
    before=$(loads "$name" "$dir/old")
    new=$(diff <(echo "$before") <(loads "$name" "$dir/new")) || problem "loads differently: $new"
    new=$(comm -13 <(complaints "$name" "$dir/old") <(complaints "$name" "$dir/new"))
    [ -z "$new" ] || problem "new complaint: $new"
    stamp=$(stat -c '%i %Y %s' "$dir/new/$name")
    tree-patch "${change[@]}" "$dir/new/$name" || problem "cannot be patched twice"
    [ "$stamp" = "$(stat -c '%i %Y %s' "$dir/new/$name")" ] || problem "patching twice changes it"
    if new=$(strip -o "$dir/s" "$dir/old/$name" 2>&1) && [ -z "$new" ]; then # it is for this machine, and in order
        new=$(strip -o "$dir/stripped/$name" "$dir/new/$name" 2>&1)
        [ -z "$new" ] || problem "strip: $new"
        new=$(diff <(echo "$before") <(loads "$name" "$dir/stripped")) || problem "loads differently when stripped: $new"
    fi
    echo "ok $file"
    rm -r "$dir"
}

for file; do
    check
done
