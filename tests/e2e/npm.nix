# What the end-to-end tests build with npm's hook.
{ env }:
let
  inherit (env) stdenv npmConfigHook;
  # With the library's own inputs, for install scripts.
  inherit (env.withInputs) fetchNpmDeps;

  # A project; NODEJS has npm, as nixpkgs' has it.
  project =
    {
      src,
      nodejs ? env.nodejs_npm_11,
      ...
    }@args:
    stdenv.mkDerivation (
      {
        pname = baseNameOf src;
        version = "1.0.0";
        inherit src;
        nativeBuildInputs = [
          nodejs
          npmConfigHook
        ];
        npmDeps = fetchNpmDeps { lockfile = src + "/package-lock.json"; };
        phases = "unpackPhase patchPhase buildPhase installPhase";
        buildPhase = "npm run build";
      }
      // removeAttrs args [ "nodejs" ]
    );
  workspace = args: project ({ src = ./fixtures/npm; } // args);
  server = ./fixtures/server;
  native = ./fixtures/native;
in
{
  # A workspace, the root's prepare, a script that uses a package's command, and npm's own commands, offline.
  workspace =
    builtins.mapAttrs
      (
        _: nodejs:
        workspace {
          inherit nodejs;
          installPhase = ''
            mkdir $out
            cp prepared built $out
            node_modules/.bin/lib > $out/bin
            npm exec --offline -- semver 2.0.0 > $out/exec
            npm ls --all > $out/ls
            npm prune --omit=dev --no-save
            npm rebuild
            ls node_modules > $out/pruned
            npm pack --dry-run --json --workspace=packages/lib > $out/pack
          '';
        }
      )
      {
        npm_10 = env.nodejs_npm_10;
        npm_11 = env.nodejs_npm_11;
        npm_12 = env.nodejs_npm_12;
      };

  # A web app in TypeScript, with esbuild's and rollup's native binaries.
  vite = project {
    src = ./fixtures/npm-vite;
    installPhase = "cp -r dist $out";
  };

  # What a build has changed in packages is there without devDependencies, too, as after npm prune.
  changed = workspace {
    installPhase = ''
      echo 'module.exports = () => "changed"' > node_modules/is-number/index.js
      mkdir -p node_modules/is-number/build node_modules/.cache/x node_modules/.prisma/client
      touch node_modules/is-number/build/made node_modules/.cache/x/made node_modules/.prisma/client/made node_modules/semver/index.js
      npmInstallProd
      cp -r node_modules $out
    '';
  };

  # Links into a tree, and at the end what runs without devDependencies.
  linked = workspace rec {
    npmDeps = fetchNpmDeps {
      lockfile = ./fixtures/npm/package-lock.json;
      linked = true;
    };
    npmProdDeps = npmDeps.prod;
    installPhase = ''
      mkdir $out
      readlink node_modules/is-odd > $out/link
      mkdir -p node_modules/.prisma/client
      touch node_modules/.prisma/client/made
      npmInstallProd
      cp -r node_modules packages $out
    '';
  };

  # A server with an addon that its install script compiles: the whole tree, and links; what ships has no devDependencies.
  server =
    let
      deps =
        args:
        fetchNpmDeps (
          {
            lockfile = server + "/package-lock.json";
            # Not as it comes.
            env.npm_config_build_from_source = "true";
          }
          // args
        );
      built =
        args:
        project (
          {
            src = server;
            npmRebuildFlags = [ "--ignore-scripts" ];
            buildPhase = ''
              npm run build
              ls -d node_modules/esbuild/bin
            '';
          }
          // args
        );
      install = ''
        mkdir $out
        npmInstallProd
        cp -r node_modules dist package.json $out
      '';
    in
    {
      linked = built rec {
        npmDeps = deps { linked = true; };
        npmProdDeps = npmDeps.prod;
        installPhase = install;
      };
      copied = built rec {
        npmDeps = deps { };
        npmProdDeps = npmDeps.prod;
        installPhase = install;
      };
      # Nothing but what runs is ever there.
      omitted = project {
        src = server;
        npmDeps = deps { };
        npmInstallFlags = [ "--omit=dev" ];
        npmRebuildFlags = [ "--ignore-scripts" ];
        buildPhase = "node -e 'console.log(require(\"bcrypt\").hashSync(\"hello\", 4).length, require(\"fs\").existsSync(\"node_modules/esbuild\"))' > said";
        installPhase = "cp said $out";
      };
    };

  # Native packages, patched as the library patches them, where the sandbox shows nothing of the machine.
  native =
    let
      inherit (env.patched) stdenv nodejs npmConfigHook;
      deps =
        linked:
        env.patched.withInputs.fetchNpmDeps {
          lockfile = native + "/package-lock.json";
          inherit linked;
          autoPatchElf = true;
          # Debian's dynamic linker looks for the libc in Debian's folders.
          autoPatchelfFlags = [ "--keep-libc" ];
        };
      built =
        linked:
        stdenv.mkDerivation {
          pname = "native";
          version = "1.0.0";
          src = native;
          nativeBuildInputs = [
            nodejs
            npmConfigHook
          ];
          npmDeps = deps linked;
          phases = "unpackPhase patchPhase installPhase";
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
    in
    {
      linked = built true;
      copied = built false;
    };

  # A project of a test's.
  required =
    { src, ... }@args:
    project {
      inherit src;
      npmDeps = fetchNpmDeps ({ lockfile = src + "/package-lock.json"; } // removeAttrs args [ "src" ]);
      buildPhase = "node main.js > said";
      installPhase = "mkdir $out; cp said $out; cp -r node_modules $out";
    };

  noDeps = workspace { npmDeps = ""; };
  yarn = workspace { prePatch = "mv package-lock.json yarn.lock"; };
  noLockfile = workspace { prePatch = "rm package-lock.json"; };
  other = workspace {
    npmDeps = fetchNpmDeps { lockfile = builtins.toFile "package-lock.json" ''{ "lockfileVersion": 3, "packages": { "": { } } }''; };
  };
}
