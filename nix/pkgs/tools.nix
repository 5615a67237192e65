/**
  The five programs, for callPackage of nixpkgs: static ones from pkgsStatic, and for darwin those of a normal build.

  `tools.cafs-add` and so on name the programs themselves, which is how nix/tools.nix has them too.
*/
{
  lib,
  stdenv,
  callPackage,
  pkg-config,
  libarchive,
  zlib,
  libdeflate,
  sqlite,
  jansson,
  libyaml,
  openssl,
  xxHash,
  musl,
  sha512 ? callPackage ./sha512.nix { },
  tests ? { },
}:
let
  root = ../..;
  versionLine = "VERSION := ";
  makefile = lib.splitString "\n" (builtins.readFile (root + "/Makefile"));
  programs = [
    "cafs-add"
    "cache-entry-creator"
    "node-modules"
    "store-merge"
    "tree-patch"
  ];
  # For systems without an elf.h. nixpkgs' elf-header is glibc's, which needs Linux's bits/auxv.h.
  elfHeader = "tar -xf ${musl.src} -C build/deps --strip-components=1 --wildcards '*/include/elf.h'";
in
stdenv.mkDerivation (finalAttrs: {
  pname = "fragstore";
  version = lib.removePrefix versionLine (lib.findFirst (lib.hasPrefix versionLine) "" makefile);
  src = builtins.path {
    name = "fragstore";
    path = root;
    filter = path: _: builtins.match "(Makefile|tools(/.*)?)" (lib.removePrefix "${toString root}/" path) != null;
  };

  strictDeps = true;
  nativeBuildInputs = [ pkg-config ];
  buildInputs = [
    libarchive
    zlib
    libdeflate
    sqlite
    jansson
    libyaml
    openssl
    xxHash
  ];

  enableParallelBuilding = true;
  makeFlags = [
    "STATIC_CC=${stdenv.cc.targetPrefix}cc"
    "AR=${stdenv.cc.targetPrefix}ar"
    # -Werror is for people who work on the programs.
    "WARNINGS=-std=c11"
    "STATIC_LINK=${lib.optionalString stdenv.hostPlatform.isStatic "-static"}"
  ];
  # The Makefile builds these libraries itself unless it finds that they are there.
  preBuild = ''
    mkdir -p build/deps
    touch build/deps/.done
    ${lib.optionalString (!stdenv.hostPlatform.isElf) elfHeader}
    libraries=$(${stdenv.cc.targetPrefix}pkg-config ${lib.optionalString stdenv.hostPlatform.isStatic "--static"} --libs \
      libarchive zlib libdeflate sqlite3 jansson yaml-0.1 libcrypto libxxhash)
    makeFlagsArray+=("LIBRARIES=${lib.optionalString sha512.meta.available "${sha512}/lib/libsha512.a"} $libraries -lm")
  '';
  installTargets = [ "install-tools" ];
  # fixupPhase strips.
  installFlags = [
    "PREFIX=${placeholder "out"}"
    "STRIP=true"
  ];

  doInstallCheck = stdenv.buildPlatform.canExecute stdenv.hostPlatform;
  installCheckPhase = ''
    runHook preInstallCheck
    for program in $out/bin/*; do $program --version | grep -F ${finalAttrs.version}; done
    runHook postInstallCheck
  '';

  passthru = lib.genAttrs programs (name: "${finalAttrs.finalPackage}/bin/${name}") // {
    inherit tests;
  };
  meta = {
    description = "Makes pnpm stores and bun caches of npm packages, one fragment per package";
    license = lib.licenses.mit;
    # The tests run on Linux. There they also try what the programs do on darwin in place of Linux's own calls (make check-portable).
    platforms = lib.platforms.linux ++ lib.platforms.darwin;
    mainProgram = "cafs-add";
  };
})
