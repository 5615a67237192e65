# Debian's programs as nixpkgs would have them: in the Nix store, with their libraries, and with interpreters and run paths that are there
# too. tree-patch makes them so.
{ mkDerivation, tools }:
mkDerivation {
  pname = "programs";
  version = "0";
  phases = "installPhase";
  programs = [
    "basename bash cat chmod cmp cp cut diff dirname env find grep gzip head install ln ls mkdir mktemp mv printf readlink realpath rm rmdir"
    "sed sha256sum sort stat strip tail tar tee touch tr true uname uniq wc xargs"
  ];
  # What packages from npm also need.
  libraries = "libdl.so.2 libgcc_s.so.1 libm.so.6 libpthread.so.0 libresolv.so.2 librt.so.1 libstdc++.so.6 libutil.so.1";
  installPhase = ''
    mkdir -p $out/bin $out/lib $out/nix-support
    cp $(type -P $programs) $out/bin
    ln -s bash $out/bin/sh
    ldd $out/bin/* | sed -n 's/.* => \(\/[^ ]*\) .*/\1/p' | sort -u | xargs cp -t $out/lib
    cp /lib64/ld-linux-x86-64.so.2 ''${libraries//lib//lib/x86_64-linux-gnu/lib} $out/lib
    echo $out/lib/ld-linux-x86-64.so.2 > $out/nix-support/dynamic-linker
    NIX_BINTOOLS=$out ${tools.tree-patch} --elf --keep-libc $out
  '';
}
