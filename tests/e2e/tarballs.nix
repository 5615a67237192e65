# What the end-to-end tests build from one hash: fetchNodeTarballs with the hooks of all managers. npm itself is the machine's.
{ env }:
let
  inherit (env) stdenv fetchNodeTarballs;
  fixtures = ./fixtures;
  features = fixtures + "/features";
  lockOf = pnpm: features + "/locks/${(import ../../nix/pnpm/storeVersion.nix) pnpm}.yaml";

  # Other tools, as another version of fragstore would have them.
  other = stdenv.mkDerivation {
    pname = "node-modules";
    version = "0";
    phases = "installPhase";
    installPhase = "install ${env.tools.node-modules} $out; echo other >> $out";
  };
  fetchWithOther = import ../../nix/pkgs/fetchNodeTarballs.nix {
    stdenvNoCC = stdenv;
    inherit (env) curl cacert;
    tools.node-modules = "${other}";
  };

  hashes = {
    pnpm = "sha256-knw0zDJ3JXN2yQ5tqZiXwq7EwzsnyG3dPQsJGPlbguE=";
    bun = "sha256-RPb5mhnHBMTZvrIu3QK2ODelWjW6j6bNxkzFL3B5uCg=";
    npm = "sha256-+pCIWNrK0Z2mONum86VWHzEtA3+H+VmGQ3WcGXk4NW8=";
  };
  tarballs = builtins.mapAttrs (name: args: fetchNodeTarballs ({ pname = name; hash = hashes.${name}; } // args)) sources;
  lockfileOf = version: builtins.path { name = "pnpm-lock.yaml"; path = features + "/locks/${version}.yaml"; };
  sources = {
    pnpm.lockfile = lockfileOf "v10";
    bun.src = fixtures + "/bun-features";
    npm.src = fixtures + "/npm";
  };

  project =
    args:
    stdenv.mkDerivation (
      {
        pname = "tarballs";
        version = "1";
        phases = "unpackPhase patchPhase configurePhase installPhase";
        # Every node_modules, without the notes that name the build's own folders.
        installPhase = ''
          mkdir $out
          find . -name node_modules -prune -exec cp -r --parents {} $out \;
          rm -f $out/node_modules/.modules.yaml $out/node_modules/.pnpm-workspace-state-v1.json
        '';
      }
      // args
    );
  withPnpm =
    pnpm: pnpmDeps:
    project {
      src = features;
      inherit pnpmDeps;
      nativeBuildInputs = [
        env.nodejs
        pnpm
        env.pnpmConfigHook
      ];
      preConfigure = "cp ${lockOf pnpm} pnpm-lock.yaml";
    };
  withBun =
    bun: bunDeps:
    project {
      src = sources.bun.src;
      inherit bunDeps;
      nativeBuildInputs = [
        env.nodejs
        bun
        env.bunHook
      ];
      dontUseBunPatch = true;
      phases = "unpackPhase bunSetInstallCacheDirPhase configurePhase bunNodeModulesInstallPhase installPhase";
    };
  withNpm =
    npmDeps: args:
    project (
      {
        src = fixtures + "/npm";
        inherit npmDeps;
        nativeBuildInputs = [
          env.nodejs
          env.npmConfigHook
        ];
      }
      // args
    );
  pnpms = {
    inherit (env)
      pnpm_9
      pnpm_10
      pnpm_11
      pnpm_12
      ;
  };
  buns = { inherit (env) bun_1_2 bun_1_4; };

  # A package with an install script, in the project.
  scripted = stdenv.mkDerivation {
    pname = "scripted";
    version = "1";
    phases = "installPhase";
    installPhase = ''
      mkdir -p $out package
      echo '{ "name": "dep", "version": "1.0.0", "bin": "run", "scripts": { "install": "run > made" } }' > package/package.json
      printf '#!/usr/bin/env node\nconsole.log("made")\n' > package/run
      tar -czf $out/dep.tgz package
      echo '{ "dependencies": { "dep": "file:dep.tgz" } }' > $out/package.json
      echo '{ "lockfileVersion": 3, "packages": { "": { "dependencies": { "dep": "file:dep.tgz" } },
        "node_modules/dep": { "version": "1.0.0", "resolved": "file:dep.tgz", "hasInstallScript": true, "bin": { "run": "run" } } } }' > $out/package-lock.json
    '';
  };
in
{
  # hash = "" says what it is, with these tools and with others.
  unknown = builtins.mapAttrs (name: args: fetchNodeTarballs ({ pname = name; } // args)) sources;
  unknownOfPnpm = builtins.listToAttrs (
    map (name: { inherit name; value = fetchNodeTarballs { lockfile = lockfileOf name; }; }) [ "v3" "v11" ]
  );
  unknownOther = builtins.mapAttrs (name: args: fetchWithOther ({ pname = name; } // args)) sources;
  wrong = fetchNodeTarballs (sources.npm // { hash = "sha256-AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA="; });
  inherit tarballs;

  # The tree of one hash, and that of the lockfile's own.
  pnpm = builtins.mapAttrs (_: pnpm: withPnpm pnpm tarballs.pnpm) pnpms;
  pnpmDeps = builtins.mapAttrs (
    _: pnpm:
    withPnpm pnpm (
      env.fetchPnpmDeps {
        lockfile = lockOf pnpm;
        inherit pnpm;
        src = features;
        patchShebangs = false;
      }
    )
  ) pnpms;
  bun = builtins.mapAttrs (_: bun: withBun bun tarballs.bun) buns;
  bunDeps = builtins.mapAttrs (
    _: bun:
    withBun bun (
      env.fetchBunDeps {
        bunLock = sources.bun.src + "/bun.lock";
        inherit bun;
        scripts.node-pty = false;
        patchShebangs = false;
      }
    )
  ) buns;
  npm = withNpm tarballs.npm { };
  npmDeps = withNpm (env.fetchNpmDeps {
    lockfile = sources.npm.src + "/package-lock.json";
    patchShebangs = false;
  }) { };

  # npm runs install scripts here, with what they start patched.
  scripts = withNpm (fetchNodeTarballs {
    src = scripted;
    hash = "sha256-Qywvi06ZUCemxysSNR1qE5poVL3eppultTsVgC7FPcY=";
  }) { src = scripted; };
  noScripts = withNpm (fetchNodeTarballs {
    src = scripted;
    hash = "sha256-Qywvi06ZUCemxysSNR1qE5poVL3eppultTsVgC7FPcY=";
  }) {
    src = scripted;
    npmRebuildFlags = [ "--ignore-scripts" ];
  };
  prod = withNpm tarballs.npm {
    installPhase = ''
      npmInstallProd
      ls node_modules > $out
    '';
  };

  # The hash is that of another lockfile.
  changed = withNpm tarballs.npm {
    prePatch = "sed -i '0,/\"integrity\": \"sha512-./s//\"integrity\": \"sha512-A/' package-lock.json";
  };
  noLockfile = withNpm tarballs.npm { prePatch = "rm package-lock.json"; };

  # From a server of the test, whose lockfile this is.
  served = { lockfile }: fetchNodeTarballs { lockfile = /. + lockfile; };
  ownLockfile = { project }: fetchNodeTarballs { lockfile = /. + project + "/package-lock.json"; };
  ownSource = { project }: fetchNodeTarballs { src = builtins.path { path = /. + project; name = "source"; }; };
  without = fetchNodeTarballs {
    src = ../../nix/templates/pnpm-vite;
    without = [ "@esbuild/win32-x64@0.28.2" ];
  };
  notThere = fetchNodeTarballs (sources.npm // { without = [ "node_modules/x" ]; });
  several = fetchNodeTarballs { src = fixtures + "/scripts"; };
  noneThere = fetchNodeTarballs { src = fixtures + "/scripts"; lockfile = "web/pnpm-lock.yaml"; };
  nothing = fetchNodeTarballs { src = ./fixtures/nixpkgs; };
}
