# The package set below `set` whose stdenv has its real setup.sh and the programs of this machine: there is neither a compiler bootstrap nor
# a binary cache here. What the set would build from source and tests need is the machine's, or comes from the npm registry.
{
  set,
  bin,
  system ? "x86_64-linux",
}:
let
  npm = import ../nix/stdenv { inherit bin system; };
  machine = name: {
    outPath = "/usr";
    inherit name;
    type = "derivation";
  };

  stages =
    {
      localSystem,
      config,
      overlays,
      ...
    }:
    let
      stdenv =
        more:
        import (set + "/stdenv/generic") (
          {
            name = "stdenv-host-tools";
            buildPlatform = localSystem;
            hostPlatform = localSystem;
            targetPlatform = localSystem;
            inherit config;
            initialPath = [ "/usr" ];
            shell = "/bin/bash";
            cc = machine "cc" // {
              targetPrefix = "";
              isGNU = true;
            };
            fetchurlBoot = null;
          }
          // more
        );
    in
    [
      (_: {
        __raw = true;
        stdenv = stdenv { };
      })
      (_: {
        inherit config overlays;
        stdenv = stdenv { };
      })
    ];
in
import set {
  inherit system;
  stdenvStages = stages;
  overlays = [
    (final: _prev: {
      fragstore = import ../.. {
        pkgs = final;
        inherit bin;
      };
      inherit (npm) bun nodejs pnpm;
      nasm = machine "nasm";
      # Install scripts may want it.
      python3 = machine "python3";
      bash = machine "bash";
      coreutils = machine "coreutils";
      runtimeShell = "/bin/bash";
      shellcheck-minimal = machine "shellcheck" // {
        compiler.bootstrapAvailable = true;
        meta.mainProgram = "shellcheck";
      };
      # Linked with this machine's libraries, for there is no static libc.
      fragstoreTools = final.callPackage ../../nix/pkgs/tools.nix {
        sha512 = final.runCommand "sha512" { } "install -D ${bin + "/../deps/lib/libsha512.a"} $out/lib/libsha512.a";
        pkg-config = machine "pkg-config";
        libarchive = null;
        zlib = null;
        libdeflate = null;
        sqlite = null;
        jansson = null;
        libyaml = null;
        openssl = null;
        xxHash = null;
      };
      bintools =
        final.runCommand "bintools" { } ''
          mkdir -p $out/nix-support
          echo /lib64/ld-linux-x86-64.so.2 > $out/nix-support/dynamic-linker
        ''
        // {
          libc = null;
        };
    })
  ];
}
