# What the end-to-end tests build: `nix-build tests/e2e -A vite.pnpm_12`, below `bun` what is bun's, and below `treePatch`
# what runs where the sandbox shows nothing of the machine.
{
  bin ? ../../build/bin,
}:
let
  env = import ../nix/stdenv { inherit bin; };
  inherit (env) stdenv fetchPnpmDeps;
  # A store that pnpm itself installs from.
  fetchPnpmStore = args: fetchPnpmDeps ({ installer = "pnpm"; } // args);

  # A project of fixtures/, installed by the hook; then `script` runs, and writes into $out what the test looks at.
  project =
    {
      pnpm,
      fixture,
      script,
      lockfile ? fixture + "/pnpm-lock.yaml",
      installer ? "fragstore",
      pnpmDeps ? fetchPnpmDeps { inherit lockfile pnpm installer; },
      ...
    }@args:
    stdenv.mkDerivation (
      {
        pname = baseNameOf fixture;
        inherit (pnpm) version;
        src = fixture;
        nativeBuildInputs = [
          env.nodejs
          pnpm
          env.pnpmConfigHook
        ];
        inherit pnpmDeps;
        phases = "unpackPhase configurePhase installPhase";
        installPhase = "mkdir $out\n${script}";
      }
      // removeAttrs args [
        "pnpm"
        "fixture"
        "script"
        "lockfile"
        "installer"
      ]
    );

  # Lists as arrays; a flag that leaves out a package.
  structuredBy =
    installer:
    each (
      pnpm:
      project {
        inherit pnpm installer;
        __structuredAttrs = true;
        fixture = ./fixtures;
        pname = "structured";
        lockfile = ./fixtures/small-dev/pnpm-lock.yaml;
        pnpmRoot = "small-dev";
        pnpmInstallFlags = [
          "--prod"
          "--reporter=append-only"
        ];
        prePnpmInstall = "pwd > before; pnpm --version >> before";
        script = ''
          cp small-dev/before $out/before
          (cd small-dev/node_modules && echo [a-z]*) > $out/installed
          small-dev/node_modules/.bin/semver 1.2.3 -i minor > $out/cli
        '';
      }
    );

  # The folders of a workspace that get a node_modules; the root always does.
  eachOfWorkspace =
    installer: pnpmWorkspaces:
    each (
      pnpm:
      project {
        inherit pnpm installer pnpmWorkspaces;
        fixture = workspace;
        script = "find packages -name node_modules -prune -printf '%h\n' | sort > $out/folders; ls node_modules > $out/root";
      }
    );

  small = ./fixtures/small;
  workspace = ./fixtures/workspace;
  features = ./fixtures/features;
  scripts = ./fixtures/scripts;
  empty = ./fixtures/empty;

  made = stdenv.mkDerivation {
    pname = "made";
    version = "1.0.0";
    phases = "installPhase";
    installPhase = ''
      mkdir package
      echo '{ "name": "made", "version": "1.0.0", "main": "made.js", "scripts": { "prepare": "exit 1" } }' > package/package.json
      echo 'module.exports = 1' > package/made.js
      tar -czf $out package
    '';
  };

  each =
    build:
    builtins.mapAttrs (_: build) {
      inherit (env)
        pnpm_9
        pnpm_10
        pnpm_11_6
        pnpm_11
        pnpm_12
        ;
    };
  # project with each pnpm.
  eachProject = args: each (pnpm: project ({ inherit pnpm; } // args));
  # The same, installed by pnpm itself.
  eachByPnpm = args: eachProject ({ installer = "pnpm"; } // args);
in
{
  bun = import ./bun.nix { inherit env; };
  npm = import ./npm.nix { inherit env; };
  tarballs = import ./tarballs.nix { inherit env; };
  treePatch = import ./tree-patch.nix { inherit env; };

  # The web app that users start from: TypeScript, Vite, and esbuild's and rollup's native binaries.
  vite = each (pnpm: env.callPackage ../../nix/templates/pnpm-vite { inherit pnpm; });

  # A CLI of node_modules/.bin, and a dependency that only another package can require.
  small = eachProject {
    fixture = small;
    script = ''
      node_modules/.bin/semver 1.2.3 -i minor > $out/cli
      pnpm exec semver 1.2.3 -i major > $out/exec
      node -e '
        const isOdd = require("is-odd"), deep = require("module").createRequire(require.resolve("is-odd"));
        console.log(isOdd(3), deep("is-number/package.json").version)' > $out/require
      find node_modules/.pnpm -type f ! -writable > $out/unwritable
      echo $pnpmDeps > $out/store
    '';
  };

  workspace = eachProject {
    fixture = workspace;
    script = ''
      (cd packages/app && node -p '[ require("@ws/lib")("2 days"), require("is-odd")(2) ].join()') > $out/app
      packages/tool/node_modules/.bin/semver 1.2.3 -i patch > $out/tool
    '';
  };

  # Only app and what it needs of the workspace.
  filtered = eachProject {
    fixture = workspace;
    pnpmWorkspaces = [ "@ws/app..." ];
    script = ''
      (cd packages/app && node -p '[ require("@ws/lib")("2 days"), require("is-odd")(2) ].join()') > $out/app
      if [ -e packages/tool/node_modules ]; then echo installed; else echo "not installed"; fi > $out/tool
    '';
  };

  # patchedDependencies, a catalog, overrides, and a packageManager that is not the pnpm in PATH. Each pnpm hashes patches its own way.
  features = each (
    pnpm:
    let
      lockfile = features + "/locks/${(import ../../nix/pnpm/storeVersion.nix) pnpm}.yaml";
    in
    project {
      inherit pnpm lockfile;
      fixture = features;
      pnpmDeps = fetchPnpmDeps {
        inherit lockfile pnpm;
        src = features;
      };
      preConfigure = "cp ${lockfile} pnpm-lock.yaml";
      script = ''
        node -p '
          const isOdd = require("is-odd"), deep = require("module").createRequire(require.resolve("is-odd"));
          [ isOdd.patched, require("ms/package.json").version, deep("is-number/package.json").version ].join()' > $out/versions
      '';
    }
  );

  empty = eachProject {
    fixture = empty;
    script = "pnpm exec node -p 1 > $out/one";
  };

  # The hook's variables, with structuredAttrs: a project below src, lists as arrays, a hook before the install.
  structured = structuredBy "fragstore";
  structuredByPnpm = structuredBy "pnpm";

  # small, as a test has worked in it.
  worked =
    src:
    each (
      pnpm:
      project {
        inherit pnpm;
        fixture = src;
        script = "node_modules/.bin/semver 1.2.3 -i minor > $out/cli";
      }
    );

  # What install scripts make is there, once the project allows them and the build asks for it.
  allowed = eachProject {
    fixture = scripts;
    preConfigure = ''
      echo '{ "packages": [], "onlyBuiltDependencies": ["node-pty"], "allowBuilds": { "node-pty": true } }' > pnpm-workspace.yaml
    '';
    npm_config_nodedir = "/usr";
    script = ''
      pnpm rebuild
      node -p 'typeof require("node-pty").spawn' > $out/made
    '';
  };

  # A project that asks for another pnpm: what runs before the install, and after it, is the pnpm in PATH, offline.
  commands = eachByPnpm {
    fixture = small;
    preConfigure = ''
      sed -i '1s/{/{ "packageManager": "pnpm@10.2.0",/' package.json
      timeout 60 pnpm config set fetch-retries 1
    '';
    script = ''
      for command in list "licenses list" "why is-number" "install --force" "add is-even@1.0.0"; do
        # shellcheck disable=SC2086 # words are wanted
        if timeout 60 pnpm $command > log 2>&1; then echo "$command" >> $out/passed; else echo "$?" > $out/failed; fi
      done
    '';
  };

  # nixpkgs' hook for buildPhase (pkgs/by-name/pn/pnpmBuildHook) in essence, and an output that is a whole node_modules.
  built = eachProject {
    fixture = workspace;
    pnpmWorkspaces = [ "@ws/app..." ];
    pnpmFlags = [ "--silent" ];
    pnpmBuildFlags = [ "one" ];
    buildPhase = ''
      concatTo flags pnpmFlags
      concatTo workspaces pnpmWorkspaces
      concatTo buildFlags pnpmBuildFlags
      pnpm "''${flags[@]}" run "''${workspaces[@]/#/--filter=}" build "''${buildFlags[@]}"
    '';
    preConfigure = "for p in app lib; do sed -i '1s/{/{ \"scripts\": { \"build\": \"echo > built\" },/' packages/$p/package.json; done";
    phases = "unpackPhase configurePhase buildPhase installPhase fixupPhase";
    script = "cp -r . $out/app";
  };

  readOnlyHome = eachProject {
    fixture = small;
    preConfigure = "export HOME=${empty}; if touch $HOME/written; then exit 1; fi";
    script = "pnpm exec semver 1.2.3 -i minor > $out/cli";
  };

  # configDependencies, and an output that has node_modules.
  config = eachByPnpm {
    fixture = ./fixtures/config;
    phases = "unpackPhase configurePhase installPhase fixupPhase";
    script = ''
      cat node_modules/.pnpm-config/is-number/package.json | grep '"version"' > $out/version
      timeout 20 pnpm list > /dev/null
      cp -r node_modules $out
    '';
  };

  # The Node.js that package.json asks pnpm to install.
  runtime = eachByPnpm {
    fixture = ./fixtures/runtime;
    script = "ls node_modules > $out/modules; pnpm exec node --version > $out/node";
  };

  # What pnpm deploys of a workspace, without --legacy.
  deployed = eachByPnpm {
    fixture = workspace;
    script = "timeout 20 pnpm --filter=@ws/app deploy --prod $out/app; cd $out/app; node -p '[ require(\"@ws/lib\")(\"2 days\"), require(\"is-odd\")(2) ].join()' > $out/said";
  };

  # With --legacy: what is said, and whether it can work.
  deployedLegacy = eachByPnpm {
    fixture = workspace;
    script = "if timeout 20 pnpm --filter=@ws/app deploy --legacy --prod $out/app; then echo works > $out/said; else echo fails > $out/said; fi";
  };

  # The same without a store: what the hook says, and what works.
  deployedNot = eachProject {
    fixture = workspace;
    pnpmWorkspaces = [ "./packages/app" ];
    preInstall = "pnpm run --if-present deploy";
    script = ''
      if timeout 20 pnpm --filter=@ws/app deploy --prod $out/not; then exit 1; fi
      # As `prisma generate` does it.
      (cd -P packages/app/node_modules/is-odd/.. && mkdir -p .prisma/client && touch .prisma/client/made)
      pnpmInstallProd
      [ -f packages/app/node_modules/is-odd/../.prisma/client/made ]
      cp -r . $out/app
      cd $out/app/packages/app
      node -p '[ require("@ws/lib")("2 days"), require("is-odd")(2) ].join()' > $out/said
    '';
  };

  # Each package with a lockfile of its own.
  ownLockfiles = each (
    pnpm:
    project {
      inherit pnpm;
      fixture = ./fixtures/own-lockfiles;
      pnpmDeps = fetchPnpmDeps {
        lockfile = ./fixtures/own-lockfiles/pnpm-lock.yaml;
        otherLockfiles = [
          ./fixtures/own-lockfiles/packages/a/pnpm-lock.yaml
          ./fixtures/own-lockfiles/packages/b/pnpm-lock.yaml
        ];
        inherit pnpm;
      };
      script = ''
        (cd packages/a; node -p '[ require("b"), require("is-number")(3) ].join()') > $out/said
        node_modules/.bin/semver 1.2.3 -i minor >> $out/said
      '';
    }
  );

  # A package of a git repository that is built before it is used; whoever supplies it has built it.
  prepared = each (
    pnpm:
    project {
      inherit pnpm;
      fixture = ./fixtures/git;
      pnpmDeps = fetchPnpmStore {
        lockfile = ./fixtures/git/pnpm-lock.yaml;
        inherit pnpm;
        overrides."made@https://codeload.github.com/fragstore/made/tar.gz/0123456789abcdef0123456789abcdef01234567" = _: made;
      };
      script = "node -p 'require(\"made\")' > $out/said";
    }
  );

  # Builds that fail.
  notAllowed = eachProject {
    fixture = scripts;
    script = "node -e 'require(\"node-pty\")'";
  };
  notWanted = eachProject {
    fixture = ./fixtures/refused;
    script = "node -e 'require(\"node-pty\")'";
  };
  leftOut = eachProject {
    fixture = workspace;
    preConfigure = "rm -r packages/lib";
    script = "node -e 'require(\"./packages/app/node_modules/@ws/lib\")'";
  };
  noLock = eachByPnpm {
    fixture = small;
    preConfigure = "mv pnpm-lock.yaml yarn.lock";
    script = "";
  };
  # pnpm 11.23 and later would have packages in the store, which is read-only, and links to them.
  virtualStoreType = project {
    pnpm = env.pnpm_12;
    installer = "pnpm";
    fixture = small;
    preConfigure = "echo 'virtualStoreType: global' >> pnpm-workspace.yaml";
    script = "for link in node_modules/*; do realpath $link; done > $out/places";
  };
  noLockForTree = project {
    pnpm = env.pnpm_12;
    fixture = small;
    preConfigure = "rm pnpm-lock.yaml";
    script = "";
  };
  outside = project {
    pnpm = env.pnpm_12;
    fixture = small;
    preConfigure = "echo 'virtualStoreDir: store' >> pnpm-workspace.yaml";
    script = "";
  };
  noRoot = project {
    pnpm = env.pnpm_12;
    fixture = small;
    pnpmRoot = "nowhere";
    script = "";
  };
  rootIsPath = project {
    pnpm = env.pnpm_12;
    fixture = ./fixtures;
    lockfile = small + "/pnpm-lock.yaml";
    pnpmRoot = small;
    script = "";
  };
  # Names and folders that the workspace does not have, with pnpm and without it.
  noSuchWorkspace = eachOfWorkspace "fragstore" [ "@ws/app..." "@ws/application" ];
  noSuchFolder = eachOfWorkspace "fragstore" [ "@ws/app..." "./packages/nope" ];
  noSuchWorkspaceByPnpm = eachOfWorkspace "pnpm" [ "@ws/app..." "@ws/application" ];
  noSuchFolderByPnpm = eachOfWorkspace "pnpm" [ "@ws/app..." "./packages/nope" ];
  noWorkspaceMatches = eachOfWorkspace "pnpm" [ "@other/*" ];
  # A workspace by its folder, as the hook and as pnpm write it.
  workspaceFolder = eachOfWorkspace "fragstore" [ "packages/app" ];
  workspaceFolderByPnpm = eachOfWorkspace "pnpm" [ "packages/app" ];
  dottedFolderByPnpm = eachOfWorkspace "pnpm" [ "./packages/app..." ];
  notConfigured = project {
    pnpm = env.pnpm_12;
    fixture = small;
    configurePhase = "true";
    phases = "unpackPhase configurePhase pnpmWarnIfNotRun installPhase";
    script = "node_modules/.bin/semver 1.2.3";
  };
  gyp = eachByPnpm {
    fixture = ./fixtures/gyp;
    script = "false";
  };
  # overrides in package.json, which pnpm 11 and 12 do not read.
  oldSettings = eachByPnpm {
    fixture = small;
    preConfigure = ''
      sed -i '1s/{/{ "pnpm": { "overrides": { "is-number": "6.0.0" } },/' package.json
      sed -i "s/^importers:/overrides:\n  is-number: 6.0.0\n\n&/" pnpm-lock.yaml
    '';
    script = "touch $out/one";
  };
  outdatedWorkspace = eachByPnpm {
    fixture = workspace;
    preConfigure = "sed -i 's/\"semver\": \".*\"/\"semver\": \"1.0.0\"/' packages/tool/package.json";
    script = "";
  };
  oneOfLockfiles = eachByPnpm {
    fixture = ./fixtures/own-lockfiles;
    script = "";
  };
  notLocked = eachByPnpm {
    fixture = small;
    preConfigure = ''
      echo 'configDependencies: { is-number: 7.0.0+sha512-41Cifkg6e8TylSpdtTpeLVMqvSBEVzTttHvERD741+pnZ8ANv0004MRL43QKPDlK9cGvNp6NZWZUBlbGXYxxng== }' > pnpm-workspace.yaml
    '';
    script = "";
  };
  missing = each (
    pnpm:
    project {
      inherit pnpm;
      fixture = small;
      pnpmDeps = fetchPnpmStore {
        lockfile = workspace + "/pnpm-lock.yaml";
        inherit pnpm;
      };
      preConfigure = "sed -i 's/7\\.7\\.1/7.7.2/; s/hlq8tAfn0m/hlq8tAfn0n/' package.json pnpm-lock.yaml";
      script = "";
    }
  );
  wantsAnother = eachByPnpm {
    fixture = small;
    preConfigure = "sed -i '1s/{/{ \"engines\": { \"pnpm\": \"8\" },/' package.json";
    script = "";
  };
  outdated = eachByPnpm {
    fixture = small;
    preConfigure = "sed -i 's/7\\.7\\.1/7.7.2/' package.json";
    script = "";
  };
  wrongStore = each (
    pnpm:
    project {
      inherit pnpm;
      fixture = small;
      pnpmDeps = fetchPnpmStore {
        lockfile = small + "/pnpm-lock.yaml";
        pnpm = if pnpm.version == env.pnpm_10.version then env.pnpm_9 else env.pnpm_10;
      };
      script = "";
    }
  );
  noDeps = project {
    pnpm = env.pnpm_12;
    fixture = small;
    pnpmDeps = "";
    script = "";
  };
  noPnpm = project {
    pnpm = env.pnpm_12;
    installer = "pnpm";
    fixture = small;
    nativeBuildInputs = [ env.pnpmConfigHook ];
    script = "";
  };
}
