# What is built from linked stores of pnpm's: `nix-build tests/e2e/linked.nix -A pnpm_12.server`. `server` is the folder of a project; with
# `peers`, a nixpkgs checkout, all is built in nixpkgs' own stdenv.
{
  bin ? ../../build/bin,
  server ? ./fixtures/server,
  peers ? null,
}:
let
  env = import ../nix/stdenv { inherit bin; };
  inherit (env) nodejs pnpmConfigHook;

  stdenv =
    if peers == null then
      env.stdenv
    else
      {
        mkDerivation =
          args:
          derivation (
            {
              name = "${args.pname}-${args.version}";
              system = "x86_64-linux";
              builder = "/bin/bash";
              args = [
                "-e"
                "-c"
                "source ${peers + "/stdenv/generic/setup.sh"}; genericBuild"
              ];
              SHELL = "/bin/bash";
              STRIP = "strip";
              RANLIB = "ranlib";
              initialPath = "/usr";
              outputs = [ "out" ];
              defaultNativeBuildInputs = map (hook: peers + "/build-support/setup-hooks/${hook}.sh") [
                "audit-tmpdir"
                "compress-man-pages"
                "make-symlinks-relative"
                "move-docs"
                "move-lib64"
                "multiple-outputs"
                "no-broken-symlinks"
                "patch-shebangs"
                "prune-libtool-files"
                "reproducible-builds"
                "strip"
              ];
            }
            // args
          );
      };

  deps =
    pnpm: src: args:
    env.withInputs.fetchPnpmDeps (
      {
        lockfile = src + "/pnpm-lock.yaml";
        linked = true;
        inherit pnpm;
      }
      // args
    );

  # A project, installed by the hook; then `script` runs, and writes into $out what the test looks at.
  project =
    pnpm: src: args:
    stdenv.mkDerivation (
      {
        pname = baseNameOf src;
        version = "1.0.0";
        inherit src;
        nativeBuildInputs = [
          nodejs
          pnpm
          pnpmConfigHook
        ];
        pnpmDeps = deps pnpm src { };
        phases = "unpackPhase configurePhase installPhase";
      }
      // args
    );

  each =
    name: pnpm:
    let
      serverDeps = deps pnpm server { };
      # The addon is not taken as it comes.
      compiled = deps pnpm server { env.npm_config_build_from_source = "true"; };
    in
    {
      deps = serverDeps;
      inherit (serverDeps) prod;

      # Compiled by esbuild, a devDependency; its addon was made, and a package patched, in the linked store.
      server = project pnpm server {
        pname = "server";
        pnpmDeps = serverDeps;
        pnpmProdDeps = serverDeps.prod;
        phases = "unpackPhase configurePhase installPhase fixupPhase";
        installPhase = ''
          pnpm run build
          mkdir -p $out/bin $out/lib $out/seen
          find . -path '*/node_modules/*' -type f > $out/seen/files
          find . -xtype l > $out/seen/broken
          find . -type l | wc -l > $out/seen/links
          ls -d node_modules/esbuild/bin > $out/seen/esbuild

          pnpmInstallProd
          cp -r . $out/lib/server
          for program in server semver; do printf '#!/bin/sh\nexec ' > $out/bin/$program; chmod +x $out/bin/$program; done
          echo ${nodejs}/bin/node $out/lib/server/dist/server.js >> $out/bin/server
          echo $out/lib/server/node_modules/.bin/semver '"$@"' >> $out/bin/semver
        '';
      };

      # Its script wants a network.
      downloading = deps pnpm ./fixtures/downloading { };

      inherit compiled;
      compiledServer = project pnpm server {
        pnpmDeps = compiled;
        installPhase = ''
          pnpm run build
          node dist/server.js > $out
        '';
      };

      # Three importers, one of which depends on another.
      workspace = project pnpm ./fixtures/workspace {
        installPhase = ''
          mkdir $out
          (cd packages/app && node -p '[ require("@ws/lib")("2 days"), require("is-odd")(2) ].join()') > $out/app
          packages/tool/node_modules/.bin/semver 1.2.3 -i patch > $out/tool
        '';
      };

      # The hook's variables, with structuredAttrs: a project below src, and only app and what it needs of the workspace.
      structured = project pnpm ./fixtures {
        __structuredAttrs = true;
        pname = "structured";
        pnpmRoot = "workspace";
        prePnpmInstall = "touch before";
        pnpmDeps = deps pnpm ./fixtures/workspace { importers = [ "packages/app" ]; };
        installPhase = ''
          mkdir $out
          cd workspace
          ls before packages/*/node_modules -d > $out/there
          (cd packages/app && node -p '[ require("@ws/lib")("2 days"), require("is-odd")(2) ].join()') > $out/app
        '';
      };

      # Patches, catalogs and overrides, with a lockfile that does not lie beside them.
      features =
        let
          lockfile = ./fixtures/features/locks/v11.yaml;
        in
        project pnpm ./fixtures/features {
          pnpmDeps = deps pnpm ./fixtures/features {
            inherit lockfile;
            src = ./fixtures/features;
          };
          preConfigure = "cp ${lockfile} pnpm-lock.yaml";
          installPhase = ''
            mkdir $out
            node -p '
              const isOdd = require("is-odd"), deep = require("module").createRequire(require.resolve("is-odd"));
              [ isOdd.patched, require("ms/package.json").version, deep("is-number/package.json").version ].join()' > $out/versions
          '';
        };

      # Packages find what only another one, or the project, depends on.
      undeclared = project pnpm ./fixtures/small {
        installPhase = ''
          mkdir $out
          node -p '
            const from = (name) => require("module").createRequire(require.resolve(name));
            [ from("is-odd")("semver/package.json").version, from("semver")("is-number/package.json").version ].join()' > $out/versions
        '';
      };

      # A build that fails.
      missing = project pnpm ./fixtures/small {
        preConfigure = "sed -i 's/7\\.7\\.1/7.7.2/; s/hlq8tAfn0m/hlq8tAfn0n/' package.json pnpm-lock.yaml";
        installPhase = "";
      };
      # package.json alone is changed by a phase.
      changed = project pnpm ./fixtures/small {
        preConfigure = "sed -i 's/7\\.7\\.1/7.7.2/' package.json";
        installPhase = "";
      };
      # Native packages, patched in their fragments, where the sandbox shows nothing of the machine.
      native =
        let
          inherit (env.patched) stdenv nodejs pnpmConfigHook;
          pnpm = env.patched.${name};
        in
        stdenv.mkDerivation {
          pname = "native";
          version = "1.0.0";
          src = ./fixtures/native;
          nativeBuildInputs = [
            nodejs
            pnpm
            pnpmConfigHook
          ];
          pnpmDeps = env.patched.withInputs.fetchPnpmDeps {
            lockfile = ./fixtures/native/pnpm-lock.yaml;
            linked = true;
            inherit pnpm;
            autoPatchElf = true;
            # Debian's dynamic linker looks for the libc in Debian's folders.
            autoPatchelfFlags = [ "--keep-libc" ];
          };
          installPhase = ''
            [ ! -e /usr ] && [ ! -e /lib64 ] && [ ! -e /bin/sh ]
            {
              node_modules/.bin/semver 1.2.3 -i minor
              node_modules/.bin/oxlint --version | grep .
              node picture.cjs
              node terminal.cjs
            } > $out
          '';
        };

      empty = project pnpm ./fixtures/empty { installPhase = "pnpm exec node -p 1 > $out"; };
    };
in
builtins.mapAttrs each { inherit (env) pnpm_11 pnpm_12; } // { inherit (env.patched) programs; }
