#!/usr/bin/env bats
# tree-patch on real programs and libraries: of this machine, of npm packages, of other architectures; with glibc and musl.

bats_require_minimum_version 1.5.0

setup_file() {
    root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
    export root
    export PATH=$root/build/bin:$PATH
    export cache=$root/build/elf
    export peers=$root/build/peers
    export node=$peers/bin/node24
    "$node" "$root/tests/fidelity/download.mjs" "$BATS_TEST_DIRNAME/corpus.txt" "$cache/packages"
    "$node" "$root/tests/fidelity/download.mjs" "$BATS_TEST_DIRNAME/deno.txt" "$cache/deno"
    export npm=$BATS_FILE_TMPDIR/npm
    local tarball
    for tarball in "$cache"/{packages,deno}/*.tgz; do
        mkdir -p "$npm/$(basename "$tarball" .tgz)"
        tar -xzf "$tarball" -C "$npm/$(basename "$tarball" .tgz)" --strip-components=1
    done
}

setup() {
    work=$(mktemp -d /tmp/elf.XXXXXX) # short, since the interpreter's path has 60 bytes
    cd "$work" || return
    interpreter=$work/$(printf "%$((59 - ${#work}))s" | tr ' ' i)
    ln -s /lib64/ld-linux-x86-64.so.2 "$interpreter"
    run_path=/$(printf '%299s' '' | tr ' ' r)
}

teardown() {
    rm -rf "$work"
}

# elf_files FIND-ARGUMENT...: the ELF files among what find finds.
elf_files() {
    find "$@" -type f -size +1k -print0 | xargs -0 -P2 -n 100 "$node" -e '
        const fs = require("fs"), head = Buffer.alloc(4)
        for (const file of process.argv.slice(1)) {
            const fd = fs.openSync(file)
            fs.readSync(fd, head, 0, 4, 0)
            fs.closeSync(fd)
            if (head.toString("latin1") === "\x7fELF" && !file.includes("\n")) console.log(file)
        }' --
}

# all_load LENGTH MINIMUM: check.sh finds nothing with the files named on standard input, and has as many to say ok of.
all_load() {
    tr '\n' '\0' | xargs -0 -r -P "$(nproc)" -n 20 "$BATS_TEST_DIRNAME/check.sh" "$work" "$1" >log 2>&1
    grep -v '^ok ' log && return 1
    [ "$(wc -l <log)" -ge "$2" ]
}

@test "the programs of this machine load as before, with nothing for strip, readelf and eu-elflint to complain of" {
    elf_files /usr/bin /usr/sbin >files
    all_load 300 200 <files
}

@test "so do its libraries, with a run path that fits nowhere" {
    elf_files /usr/lib/x86_64-linux-gnu -maxdepth 1 -name '*.so*' >files
    all_load 6000 100 <files
}

@test "so do the native binaries of npm packages" {
    elf_files "$npm" >files
    all_load 300 40 <files
    [ "$(sed "s,$npm/,,; s,/.*,," files | sort -u | wc -l)" -ge 25 ]
}

@test "patched programs say what they said" {
    local program said count=0
    for program in bash cat cp date df expr factor find gcc git grep gzip ld ls make md5sum mkdir mv node openssl \
        perl python3 readelf sed sort sqlite3 tar wc xargs xz; do
        program=$(readlink -f "$(type -P "$program")") && grep -q '^.ELF' "$program" || continue
        said=$("$program" --version 2>&1 | head -n 2)
        cp "$program" .
        tree-patch --set-interpreter "$interpreter" --set-rpath "$run_path" "${program##*/}"
        [ "$("./${program##*/}" --version 2>&1 | head -n 2)" = "${said//"$program"/./${program##*/}}" ] || {
            echo "$program"
            return 1
        }
        count=$((count + 1))
    done
    [ "$count" -ge 15 ]
}

@test "single files: what patchelf prints, sets and ends with" {
    echo 'int a(void) { return 6; }' | gcc -shared -fPIC -x c - -o liba.so -Wl,-soname,liba.so
    echo 'int a(void); int main(void) { return a(); }' >p.c
    gcc p.c -o none -Wl,--no-as-needed liba.so
    gcc p.c -o both -Wl,--no-as-needed liba.so -Wl,-rpath,/old:/path
    gcc p.c -o rpath -Wl,--no-as-needed liba.so -Wl,-rpath,/old,--disable-new-dtags
    gcc -static -x c - -o static <<<'int main(void) { return 0; }'
    gcc -c p.c -o object.o
    echo text >text
    # said PROGRAM OPTION...: what it does to a copy of each file, then to some at once.
    said() {
        local name
        rm -rf copy
        mkdir copy
        for name in both liba.so none object.o rpath static text; do
            cp "$name" copy
            (cd copy && "$@" "$name") || echo "$name: $?"
        done
        cp both none rpath copy
        (cd copy && "$@" both none rpath) || echo "at once: $?"
        for name in both liba.so none rpath; do
            readelf -ldW "copy/$name" | grep -oE 'Requesting program interpreter.*|\((NEEDED|RUNPATH|RPATH|SONAME)\).*' | sort
        done
    }
    local options
    for options in --print-interpreter --print-rpath --print-needed '--print-needed --print-rpath' \
        '--set-rpath /a:/b' "--set-rpath $run_path" '--add-rpath /c' '--force-rpath --set-rpath /d' '--force-rpath --add-rpath /e' \
        '--set-interpreter /i' "--set-interpreter $interpreter --set-rpath $run_path" '--print-rpath --set-rpath /f' \
        --print-soname '--set-soname libb.so.1' --remove-rpath --shrink-rpath '--shrink-rpath --allowed-rpath-prefixes /tmp:/nix' \
        '--add-needed libm.so.6' '--remove-needed liba.so' '--replace-needed liba.so libanother.so.1' '--print-needed --remove-rpath'; do
        # shellcheck disable=SC2086  # options and their values
        said patchelf $options >one 2>/dev/null
        # shellcheck disable=SC2086
        said tree-patch $options >two 2>/dev/null
        diff one two || {
            echo "$options"
            return 1
        }
    done
}

@test "patchelf works on what was patched, and tree-patch on what patchelf made of it" {
    printf 'int puts(const char *);\nint a(void) { return puts("ran") < 0; }\n' >a.c
    printf 'int a(void);\nint main(void) { return a(); }\n' >p.c
    local long options change
    long=/$(printf '%4999s' '' | tr ' ' r)
    for options in -Wl,--as-needed -Wl,-z,noseparate-code -Wl,--build-id=none '-Wl,-z,noseparate-code -Wl,--hash-style=both' -fuse-ld=lld; do
        # shellcheck disable=SC2086  # options and their values
        gcc -shared -fPIC $options a.c -o old.so -Wl,-soname,liba.so
        cp old.so liba.so
        gcc p.c -o p liba.so -Wl,-rpath,"$PWD"
        for change in "--set-rpath /longer$long" '--add-needed libm.so.6' '--set-soname libanother.so.1'; do
            cp old.so liba.so
            tree-patch --set-rpath "$long" liba.so
            # shellcheck disable=SC2086
            patchelf $change liba.so
            [ "$(LD_BIND_NOW=1 ./p)" = ran ]
            tree-patch --set-rpath "/longest$long" liba.so
            [ "$(LD_BIND_NOW=1 ./p)" = ran ]
            [ "$(patchelf --print-rpath liba.so)" = "/longest$long" ]
        done
    done
}

@test "gdb breaks, walks the stack and names the libraries" {
    printf '#include <stdio.h>\nint deep(int n) { return puts("deep") + n; }\nint main(int n, char **v) { (void)v; return !deep(n); }\n' >p.c
    gcc -g -O0 p.c -o p
    local length
    for length in 300 6000; do
        tree-patch --set-interpreter "$interpreter" --set-rpath "/$(printf "%${length}s" '' | tr ' ' r)" p
        gdb -batch -nx -ex 'break deep' -ex run -ex backtrace -ex 'info sharedlibrary' p >out 2>&1
        grep -q '#1 .* main (n=1' out
        grep -q 'libc.so.6' out
    done
}

@test "native modules of npm packages load in node, and programs run" {
    local module count=0
    for module in "$npm"/{lightningcss-linux-x64-gnu,rollup-rollup-linux-x64-gnu,parcel-watcher-linux-x64-glibc,swc-core}-*/*.node \
        "$npm"/{lydell-node-pty-linux-x64,node-rs-*,oxc-parser-binding-*,resvg-*,unrs-*,ast-grep-napi-*,tailwindcss-*}-*/*.node; do
        tree-patch --set-rpath "$run_path" "$module"
        "$node" -e 'require(process.argv[1])' "$module"
        count=$((count + 1))
    done
    [ "$count" -ge 10 ]
    local program
    for program in "$npm"/biomejs-cli-linux-x64-*/biome "$npm"/dprint-linux-x64-*/dprint "$npm"/cloudflare-workerd-*/bin/workerd; do
        chmod +x "$program"
        tree-patch --set-interpreter "$interpreter" --set-rpath "$run_path" "$program"
        "$program" --version
    done
}

@test "what bun compiles runs after patching, and after patching twice" {
    echo 'console.log("said", process.argv.slice(2).join())' >a.js
    local bun
    for bun in bun1.2 bun1.3 bun1.4; do
        "$peers/bin/$bun" build --compile a.js --outfile app
        [ "$(./app a b)" = 'said a,b' ]
        cp app before
        tree-patch --set-interpreter "$interpreter" --set-rpath "$run_path" app
        [ "$(tree-patch --print-interpreter --print-rpath app)" = "$interpreter"$'\n'"$run_path" ]
        [ "$(./app a b)" = 'said a,b' ]
        cp app once
        tree-patch --set-interpreter "$interpreter" --set-rpath "$run_path" app
        cmp app once
        tree-patch --set-interpreter "${interpreter%i}" --set-rpath "$run_path$run_path" app
        ln -sf "$interpreter" "${interpreter%i}"
        [ "$(./app a b)" = 'said a,b' ]
        tree-patch --set-interpreter "$interpreter" before
        [ "$(./before a b)" = 'said a,b' ]
    done
}

@test "a bun with another interpreter, and with another run path, too, still compiles" {
    echo 'console.log("said", process.argv.slice(2).join())' >a.js
    local bun change
    for bun in bun1.2 bun1.3 bun1.4; do
        cp "$(readlink -f "$peers/bin/$bun")" bun
        # With the path that is as long as the first the room is made a second time.
        for change in '' "$run_path" "$run_path$run_path"; do
            tree-patch --set-interpreter "$interpreter" ${change:+--set-rpath "$change"} bun
            ./bun build --compile a.js --outfile app
            [ "$(./app a b)" = 'said a,b' ]
            [ "$(tree-patch --print-interpreter --print-rpath app)" = "$(printf "%s\n" "$interpreter" "$change")" ]
            tree-patch --set-rpath "/x$run_path$run_path" app
            [ "$(./app a b)" = 'said a,b' ]
        done
        strip bun
        ./bun --version
    done
}

@test "what deno compiles keeps its payload, and a deno that was patched compiles" {
    # A program for deno to compile with: the one that it comes without, denort, is to be had from dl.deno.land only.
    # It looks for what deno adds as that one does: in the notes of its segments (libsui 0.14, find_section).
    cat >base.c <<'EOF'
#define _GNU_SOURCE
#include <link.h>
#include <stdio.h>
#include <string.h>
static int look(struct dl_phdr_info *info, size_t size, void *context) {
    (void)size, (void)context;
    for (int i = 0; i < info->dlpi_phnum; i++) {
        const ElfW(Phdr) *p = &info->dlpi_phdr[i];
        if (p->p_type != PT_NOTE)
            continue;
        const char *at = (const char *)info->dlpi_addr + p->p_vaddr, *end = at + p->p_memsz;
        while (end - at >= 12) {
            const ElfW(Nhdr) *n = (const void *)at;
            const char *text = at + 12 + (n->n_namesz + 3) / 4 * 4;
            if (n->n_type == 0x53554901 && memcmp(text + 2, "d3n0l4nd", 8) == 0)
                fwrite(text, 1, n->n_descsz, stdout);
            at = text + (n->n_descsz + 3) / 4 * 4;
        }
    }
    return 0;
}
int main(void) { return dl_iterate_phdr(look, NULL); }
EOF
    local deno=("$npm"/deno-linux-x64-glibc-*/deno) base compiler said length
    chmod +x "${deno[0]}"
    cp "${deno[0]}" patched
    tree-patch --set-interpreter "$interpreter" --set-rpath "$run_path" patched
    [ "$(./patched eval 'console.log(6 * 7)')" = 42 ]
    echo 'console.log("said")' >a.js
    gcc base.c -o base1
    gcc -no-pie base.c -o base2
    cp base1 base3
    tree-patch --set-interpreter "$interpreter" --set-rpath "$run_path$run_path$run_path" base3
    export DENO_DIR=$work/deno NO_COLOR=1
    for base in base1 base2 base3; do
        for compiler in "${deno[0]}" ./patched; do
            DENORT_BIN=$work/$base "$compiler" compile --output out a.js
            ./out | grep -qa 'console.log("said"'
            said=$(./out | md5sum)
            for length in 300 6000; do
                tree-patch --set-interpreter "$interpreter" --set-rpath "/$(printf "%${length}s" '' | tr ' ' r)" out
                [ "$(./out | md5sum)" = "$said" ]
            done
        done
    done
}

@test "a single-executable application of node runs after patching, and after patching twice" {
    local real
    real=$("$node" -p process.execPath)
    echo 'console.log("said", process.argv.slice(2).join())' >a.js
    echo '{ "main": "a.js", "output": "blob", "disableExperimentalSEAWarning": true }' >sea.json
    "$node" --experimental-sea-config sea.json
    cp "$real" app
    "$node" -e '
        const [api, blob] = process.argv.slice(1)
        require(api).inject("app", "NODE_SEA_BLOB", require("fs").readFileSync(blob),
          { sentinelFuse: "NODE_SEA_FUSE_fce680ab2cc467b6e072b8b5df1996b2" })' "$npm"/postject-*/dist/api.js blob
    [ "$(./app a b)" = 'said a,b' ]
    tree-patch --set-interpreter "$interpreter" --set-rpath "$run_path" app
    [ "$(./app a b)" = 'said a,b' ]
    [ "$(tree-patch --print-interpreter --print-rpath app)" = "$interpreter"$'\n'"$run_path" ]
    cp app once
    tree-patch --set-interpreter "$interpreter" --set-rpath "$run_path" app
    cmp app once
    tree-patch --set-rpath "$run_path/$(printf '%6000s' '' | tr ' ' r)" app
    [ "$(./app a b)" = 'said a,b' ]
}

@test "musl's loader takes what is patched" {
    mkdir lib
    echo 'int answer(void) { return 42; }' >a.c
    printf '#include <stdio.h>\nint answer(void);\nint main(void) { printf("%%d\\n", answer()); return 0; }\n' >m.c
    musl-gcc -shared -fPIC a.c -o lib/liba.so
    musl-gcc m.c -Llib -la -o m
    local loader musl=$interpreter.m length
    loader=$(tree-patch --print-interpreter m)
    [[ $loader == *ld-musl-x86_64* ]]
    ln -s "$loader" "$musl"
    run -127 ./m
    for length in 300 6000; do
        tree-patch --set-interpreter "$musl" --set-rpath "/$(printf "%${length}s" '' | tr ' ' r):$work/lib" m
        tree-patch --set-rpath "/$(printf "%${length}s" '' | tr ' ' s)" lib/liba.so
        [ "$(./m)" = 42 ]
    done
}

# emulated ARCHITECTURE QEMU: all its programs say what they said.
emulated() {
    "$BATS_TEST_DIRNAME/debs.sh" "$1" "$cache/debs/$1"
    cp -a "$cache/debs/$1" system
    # Not the machine's, which on Debian 13 has libraries for i386.
    : >system/etc/ld.so.cache
    local system=$work/system loader length program said count=0
    loader=/$(printf '%58s' '' | tr ' ' l)
    cp "$system$(tree-patch --print-interpreter "$system/bin/cat")" "$system$loader"
    for program in "$system"/bin/{cat,cp,date,dd,df,grep,ls,rm,sed,stty} "$system"/usr/bin/{cksum,cut,env,expr,factor,head,od,sort,tac,wc}; do
        said=$("qemu-$2" -L "$system" "$program" --version 2>&1)
        length=$((count % 2 ? 300 : 6000))
        tree-patch --set-interpreter "$loader" --set-rpath "/$(printf "%${length}s" '' | tr ' ' r)" "$program"
        [ "$("qemu-$2" -L "$system" "$program" --version 2>&1)" = "$said" ] || {
            echo "$program"
            return 1
        }
        count=$((count + 1))
    done
    find "$system" -name 'lib*.so.*' -type f -exec tree-patch --set-rpath "$run_path" {} +
    tree-patch --set-interpreter "$loader" "$system/bin/dash"
    # shellcheck disable=SC2016  # for the other shell
    [ "$(echo 'echo $((6 * 7))' | "qemu-$2" -L "$system" "$system/bin/dash")" = 42 ]
    "qemu-$2" -L "$system" "$system/bin/ls" -l "$system/bin" >/dev/null
}

@test "programs for aarch64 run after patching" { emulated arm64 aarch64; }
@test "programs for armhf run after patching" { emulated armhf arm; }
@test "programs for mipsel run after patching" { emulated mipsel mipsel; }
@test "programs for i386 run after patching" { emulated i386 i386; }
@test "programs for ppc64le run after patching" { emulated ppc64el ppc64le; }
@test "programs for riscv64 run after patching" { emulated riscv64 riscv64; }
@test "programs for s390x, which is big-endian, run after patching" { emulated s390x s390x; }
