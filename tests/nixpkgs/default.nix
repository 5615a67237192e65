# Everything of fragstore's with the package set below `set`: what is instantiated, and what is built.
{ set, bin }:
let
  inherit (builtins)
    attrNames
    concatMap
    filter
    isAttrs
    listToAttrs
    ;
  flake = import ../../flake.nix;
  outputs = flake.outputs {
    nixpkgs.legacyPackages = {
      x86_64-linux = pkgs "x86_64-linux";
      aarch64-linux = pkgs "aarch64-linux";
      x86_64-darwin = host "x86_64-darwin";
      aarch64-darwin = host "aarch64-darwin";
    };
  };
  # The tools' libraries are left out, for a set without a stdenv for darwin has no such either.
  host =
    system:
    ((import ./hostTools.nix { inherit set bin system; }).extend standIns).extend (
      final: _prev:
      listToAttrs (
        map (name: {
          inherit name;
          value = standIn final name;
        }) [ "libarchive" "zlib" "libdeflate" "sqlite" "jansson" "libyaml" "openssl" "xxHash" "pkg-config" "nasm" "python3" ]
      )
      // {
        musl.src = standIn final "musl";
      }
    );
  pkgs =
    system:
    import set {
      inherit system;
      overlays = [ standIns ];
    };

  standIn = pkgs: name: pkgs.runCommand name { meta.mainProgram = name; } "exit 1";
  # What nixpkgs has and a smaller set may lack.
  standIns =
    final: prev:
    let
      ifMissing =
        set:
        listToAttrs (
          map (name: {
            inherit name;
            value = set.${name};
          }) (filter (name: !prev ? ${name}) (attrNames set))
        );
    in
    {
      # A smaller set cannot cross-compile node, and only its headers are for the host platform.
      nodejs =
        if final.stdenv.buildPlatform.system == final.stdenv.hostPlatform.system then
          prev.nodejs
        else
          standIn final "nodejs" // { dev = standIn final "nodejs-headers"; outPath = throw "node of the host platform cannot run in a build"; };
    }
    // ifMissing {
      bats = standIn final "bats";
      nixfmt = standIn final "nixfmt";
      shellcheck = standIn final "shellcheck";
      shellcheck-minimal = standIn final "shellcheck" // {
        compiler.bootstrapAvailable = true;
      };
      mkShell =
        { packages }:
        final.stdenv.mkDerivation {
          name = "shell";
          nativeBuildInputs = packages;
        };
    };

  # All derivations in a set of sets.
  derivations =
    path: value:
    if value.type or null == "derivation" then
      [
        {
          name = path;
          value = value.drvPath;
        }
      ]
    else if isAttrs value then
      concatMap (name: derivations "${path}.${name}" value.${name}) (attrNames value)
    else
      [ ];

  cross = (pkgs "x86_64-linux").pkgsCross.aarch64-multiplatform;
  crossed = import ../.. {
    pkgs = cross;
    bin = null;
  };
in
{
  # The derivations of every output of flake.nix, tests and templates among them; of the same built on x86_64-linux for another
  # platform; on darwin with the stdenv of ./hostTools.nix.
  outputs = listToAttrs (
    derivations "packages" outputs.packages
    ++ derivations "checks" outputs.checks
    ++ derivations "formatter" outputs.formatter
    # clang of such a set is not for darwin.
    ++ derivations "devShells" { inherit (outputs.devShells) x86_64-linux aarch64-linux; }
    ++ derivations "overlay" {
      inherit ((cross.extend outputs.overlays.default).fragstore) tools treePatchHook;
      inherit ((cross.extend outputs.overlays.default).bun2nix) hook;
    }
    ++ derivations "cross" {
      inherit (crossed) tools bunHook pnpmConfigHook treePatchHook;
      tests = crossed.tests.bunHook;
    }
  );

  # For each kind of thing in a cross build, the platform that it is of.
  splicing =
    let
      app = crossed.tests.bunHook.bun-app;
      vite = crossed.fetchBunDeps {
        bunLock = ../../nix/templates/bun-vite/bun.lock;
        installer = "bun";
      };
      fragment = builtins.head (builtins.attrValues vite.fragments);
    in
    {
      bun = (builtins.head (filter (input: input.pname or "" == "bun") app.nativeBuildInputs)).stdenv.hostPlatform.system;
      fragmentBuilder = fragment.system;
      tools = crossed.tools.stdenv.hostPlatform.system;
      esbuild = filter (name: builtins.match "@esbuild/.*" name != null) (attrNames vite.packages);
    };

  # What overrideAttrs, override and finalAttrs make of the wrappers.
  overriding =
    let
      pkgs = import ./hostTools.nix { inherit set bin; };
      inherit (pkgs.fragstore) fetchPnpmDeps mkBunDerivation mkPnpmPackage writeBunApplication;
      templates = ../../nix/templates;
      depsOf = template: pnpm: fetchPnpmDeps { lockfile = templates + "/${template}/pnpm-lock.yaml"; inherit pnpm; };
      site = {
        src = templates + "/pnpm-vite";
        install = "dist";
      };
      other = (mkPnpmPackage site).overrideAttrs { src = templates + "/pnpm-workspace"; };
      program = finalAttrs: {
        packageJson = templates + "/bun-app/package.json";
        src = templates + "/bun-app";
        bunDeps = pkgs.fragstore.fetchBunDeps { bunLock = finalAttrs.src + "/bun.lock"; };
      };
    in
    {
      source = other.name;
      packages = other.pnpmDeps == depsOf "pnpm-workspace" pkgs.pnpm;
      pnpm =
        let
          older = pkgs.pnpm // {
            version = "9.15.9";
          };
          inherit (mkPnpmPackage.override { pnpm = older; } site) pnpmDeps;
        in
        pnpmDeps == depsOf "pnpm-vite" older && pnpmDeps != depsOf "pnpm-vite" pkgs.pnpm;
      install =
        builtins.match ".*/'?share/pnpm-vite'?\n.*"
          (mkPnpmPackage (finalAttrs: site // { install."share/${finalAttrs.pname}" = "dist"; })).installPhase != null;
      program = builtins.elemAt ((mkBunDerivation program).overrideAttrs { pname = "other"; }).bunBuildFlags 2;
      application = builtins.isString
        (writeBunApplication (
          finalAttrs:
          program finalAttrs
          // {
            startScript = "bun run ${finalAttrs.pname}";
            bashOptions = [ "errexit" ];
            inheritPath = false;
            excludeShellChecks = [ "SC2086" ];
            extraShellCheckFlags = [ "-x" ];
            runtimeEnv.A = "1";
            runtimeInputs = [ ];
          }
        )).drvPath;
    };

  # What needs no compiler bootstrap.
  builds =
    let
      pkgs = import ./hostTools.nix { inherit set bin; };
    in
    [ pkgs.fragstoreTools ]
    ++ concatMap builtins.attrValues (builtins.attrValues pkgs.fragstore.tests)
    ++ filter (value: value.type or null == "derivation") (
      builtins.attrValues (pkgs.fragstore.callPackage ../e2e/fixtures/bun2nix { })
    );
}
