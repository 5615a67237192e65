# What the end-to-end tests build of bun's side: `nix-build tests/e2e -A bun.features.isolated.bun_1_4`.
{ env }:
let
  inherit (env) stdenv fetchBunDeps;
  # A cache that bun itself installs from.
  fetchBunCache = args: fetchBunDeps ({ installer = "bun"; } // args);

  # A project of fixtures/, installed by the hook; then `script` runs, and writes into $out what the test looks at.
  project =
    {
      bun,
      fixture,
      script,
      bunDeps ? fetchBunCache { bunLock = fixture + "/bun.lock"; },
      ...
    }@args:
    stdenv.mkDerivation (
      {
        pname = baseNameOf fixture;
        inherit (bun) version;
        src = fixture;
        nativeBuildInputs = [
          bun
          env.bunHook
        ];
        inherit bunDeps;
        buildPhase = ":";
        installPhase = "mkdir $out\n${script}";
      }
      // removeAttrs args [
        "bun"
        "fixture"
        "script"
      ]
    );

  each =
    build:
    builtins.mapAttrs (_: build) {
      inherit (env) bun_1_2 bun_1_3 bun_1_4;
    };
  eachLinker = build: {
    isolated = each (build "isolated");
    hoisted = each (build "hoisted");
  };

  # A project of nix/templates, as it is but for the linker.
  template =
    folder: more: linker: bun:
    env.callPackage folder {
      inherit bun;
      stdenv.mkDerivation =
        args: stdenv.mkDerivation (args // { bunInstallFlags = "--linker=${linker}"; } // more);
    };

  failing =
    args:
    project (
      {
        bun = env.bun_1_4;
        fixture = small;
        script = "";
      }
      // args
    );

  small = ./fixtures/bun-small;
  features = ./fixtures/bun-features;
  scripts = ./fixtures/scripts;
  # features, without patches, for bun itself.
  unpatched = {
    fixture = features;
    preConfigure = "sed -i s/patchedDependencies/formerDependencies/ package.json bun.lock; ";
    bunDeps = fetchBunCache {
      bunLock = builtins.toFile "bun.lock" (
        builtins.replaceStrings [ "patchedDependencies" ] [ "formerDependencies" ] (builtins.readFile (features + "/bun.lock"))
      );
    };
  };
  empty = ./fixtures/empty;
in
{
  # The web app that users start from: TypeScript, Vite, and esbuild's and rollup's native binaries.
  vite = eachLinker (template ../../nix/templates/bun-vite { });

  # A workspace with catalogs, peers, patches, overrides, install scripts and express's own tree.
  features = eachLinker (
    linker: bun:
    project {
      inherit bun;
      fixture = features;
      bunDeps = fetchBunDeps {
        bunLock = features + "/bun.lock";
        inherit bun;
        inherit (env) nodejs;
        # Here, too, node-gyp, its headers and a compiler are the machine's.
        env.npm_config_node_gyp = "/usr/lib/node_modules/npm/node_modules/node-gyp/bin/node-gyp.js";
        env.npm_config_nodedir = "/usr";
      };
      bunInstallFlags = "--linker=${linker}";
      # node-gyp finds its headers, and a compiler, in the machine's /usr.
      npm_config_nodedir = "/usr";
      doCheck = "1";
      bunCheckFlags = "packages/app";
      script = ''
        bun build packages/app/cli.ts --compile --outfile cli
        ./cli > $out/cli
        bun verify.ts > $out/verified
        node terminal.cjs > $out/terminal
        cp packages/app/prepared $out/prepared
        diff -r ${features} . > differences || [ $? = 1 ]
        grep -v '^Only in \.' differences > $out/changed || [ $? = 1 ]
        find . -path '*/node_modules/*' -type f ! -writable > $out/unwritable
      '';
    }
  );

  # The hook's own build, check and install phases, with flags that have spaces.
  app = eachLinker (
    template ../../nix/templates/bun-app {
      preBuild = "echo preBuild >> ../log; bunBuildFlagsArray=(--banner '// in two words')";
      postBuild = "echo postBuild >> ../log";
      preCheck = "echo 'require(\"fs\").appendFileSync(\"../log\", \"check\\n\")' > 'before tests.js'; bunCheckFlagsArray=(--preload './before tests.js')";
      postCheck = "echo postCheck >> ../log";
      preInstall = "echo preInstall >> ../log";
      postInstall = "echo postInstall >> ../log; cp ../log $out/log; grep -a '^// in two words' $out/bin/bun-app > $out/banner";
    }
  );

  # A cache used in place, and what is not run or rewritten when the derivation says so.
  plain = each (
    bun:
    project {
      inherit bun;
      fixture = small;
      dontRunLifecycleScripts = "1";
      dontUseBunPatch = "1";
      dontUseBunBuild = "1";
      dontUseBunCheck = "1";
      dontUseBunInstall = "1";
      doCheck = "1";
      buildPhase = "";
      installPhase = "";
      preConfigure = ''
        installPhase() {
          mkdir $out
          bun node_modules/.bin/semver 1.2.3 -i minor > $out/cli
          bun -e 'console.log(String(require("is-odd")(3)))' > $out/require
          echo $BUN_INSTALL_CACHE_DIR > $out/cache
          head -n 1 node_modules/semver/bin/semver.js > $out/shebang
          find node_modules/.bun -type f ! -writable > $out/unwritable
        }
      '';
      script = "";
    }
  );

  # The hook's variables, with structuredAttrs: a project below src, lists as arrays, hooks around the phases.
  structured = each (
    bun:
    project {
      inherit bun;
      __structuredAttrs = true;
      fixture = ./fixtures;
      pname = "structured";
      bunDeps = fetchBunCache { bunLock = small + "/bun.lock"; };
      bunRoot = "bun-small";
      bunInstallFlags = [
        "--production"
        "--linker=hoisted"
      ];
      bunInstallFlagsArray = [ "--no-summary" ];
      preBunSetInstallCacheDirPhase = "log=$PWD/log; note() { echo \"$1\" in \"\${PWD##*/}\" >> \"$log\"; }; note preCache";
      postBunSetInstallCacheDirPhase = "note postCache";
      preBunPatchPhase = "note prePatch; echo '#!/usr/bin/env bun' > bun-small/script; chmod +x bun-small/script";
      postBunPatchPhase = "note postPatch";
      postConfigure = "cd bun-small";
      preBunNodeModulesInstallPhase = "note preInstall";
      postBunNodeModulesInstallPhase = "note postInstall";
      preBunLifecycleScriptsPhase = "note preScripts";
      postBunLifecycleScriptsPhase = "note postScripts";
      script = ''
        cp $log $out/log
        [ "$(head -n 1 script)" = "#!$(type -P bun)" ]
        find node_modules -mindepth 1 -maxdepth 1 -printf '%f\n' | sort > $out/installed
      '';
    }
  );

  # bun and a bun2nix come with the hook, and are there from the first phase on.
  early = project {
    bun = env.bun_1_4;
    fixture = small;
    nativeBuildInputs = [ env.bunHook ];
    preConfigure = "bun --version > early; bun2nix -o bun.nix";
    preBunSetInstallCacheDirPhase = "bun --version > first; bun2nix -o bun.nix; [ ! -e bun.nix ]";
    script = "cat first early > $out/versions";
  };

  # A bun2nix user's project: bun comes with the hook, and so does something in the place of bun2nix.
  moved = project {
    bun = env.bun_1_4;
    fixture = small;
    nativeBuildInputs = [ env.bunHook ];
    bunDeps = fetchBunCache { bunNix = ../fixtures/lockfiles/small.bun.nix; };
    preConfigure = ''
      cp ${../fixtures/lockfiles/small.lock} bun.lock
      bun -e '
        const { "": root } = (0, eval)("(" + await Bun.file("bun.lock").text() + ")").workspaces;
        await Bun.write("package.json", JSON.stringify({ ...root, scripts: { postinstall: "bun2nix -o bun.nix" } }));'
    '';
    script = "bun --version > $out/version; bun -e 'console.log(String(require(\"is-odd\")(3)))' > $out/require";
  };

  # A cache that is no fetchBunDeps' own: the folder itself. It is read in place, for there are no scripts.
  bare = each (
    bun:
    project {
      inherit bun;
      fixture = small;
      bunDeps = "${fetchBunCache { bunLock = small + "/bun.lock"; }}/share/bun-cache";
      script = ''
        bun -e 'console.log(String(require("is-odd")(3)))' > $out/require
        [ "$BUN_INSTALL_CACHE_DIR" = "$bunDeps" ]
        [[ $(head -n 1 node_modules/semver/bin/semver.js) = "#!/"*/bin/node ]]
      '';
    }
  );

  # Packages that come from elsewhere, in a project that the test has written: git, tarballs, a scope's own registry.
  sources =
    { src, outputHashes }:
    eachLinker (
      linker: bun:
      project {
        inherit bun;
        fixture = src;
        pname = "sources";
        bunDeps = fetchBunCache {
          bunLock = src + "/bun.lock";
          inherit outputHashes;
        };
        bunInstallFlags = "--linker=${linker}";
        script = ''
          bun -e 'console.log(["@my/scoped", "by-file", "by-git", "by-url"].map((name) => require(name)).join())' > $out/required
          (cd node_modules/by-file && find node_modules test -type f) > $out/bundled
        '';
      }
    );

  # A project that the test has written, with nothing but node_modules in it.
  installed =
    src:
    each (
      bun:
      project {
        inherit bun;
        fixture = src;
        pname = "installed";
        script = "";
      }
    );

  readOnlyHome = each (
    bun:
    project {
      inherit bun;
      fixture = small;
      HOME = empty;
      preBunSetInstallCacheDirPhase = "if touch $HOME/written; then exit 1; fi";
      script = "bun x semver 1.2.3 -i minor > $out/cli";
    }
  );

  # Projects that once failed, and the real buns' answers to them.
  cases =
    let
      case =
        name: more: bun:
        project (
          {
            inherit bun;
            fixture = ./fixtures/bun-cases + "/${name}";
            pname = name;
            script = "find node_modules/ -maxdepth 2 ! -path '*/.*' -printf '%P ' > $out/installed";
          }
          // more
        );
      cases = name: more: each (case name more) // { bun_1_4_3 = case name more env.bun_1_4_3; };
      deps = name: args: fetchBunCache ({ bunLock = ./fixtures/bun-cases + "/${name}/bun.lock"; } // args);
      ofLinker =
        more:
        cases "linker" (
          { script = "find node_modules -mindepth 1 -maxdepth 1 ! -name '.*' -printf '%P\n' | sort > $out/installed"; } // more
        );
      # As where nixpkgs has a newer bun than the build.
      newer.bun = env.bun_1_4;
    in
    {
      libc = cases "libc" { };
      libcOfNewer = cases "libc" { bunDeps = deps "libc" newer; };
      libcOfNewerHoisted = cases "libc" {
        bunDeps = deps "libc" newer;
        bunInstallFlags = [ "--linker=hoisted" ];
      };
      libcAll = cases "libc" { bunDeps = deps "libc" (newer // { allPlatforms = true; }); };
      libcVersion2 = case "libc-v2" { } env.bun_1_4;
      # What bun installs is looked at; sharp's script has nothing to do with it.
      anyCpu = cases "sharp" {
        bunInstallFlags = [ "--cpu=*" ];
        dontRunLifecycleScripts = true;
      };
      anyCpuAll = cases "sharp" {
        bunInstallFlags = [ "--cpu=*" ];
        bunDeps = deps "sharp" { allPlatforms = true; };
        dontRunLifecycleScripts = true;
      };
      # Without bun installing, which is the default.
      anyCpuDefault = case "sharp" {
        bunInstallFlags = [ "--cpu=*" ];
        bunDeps = env.fetchBunDeps { bunLock = ./fixtures/bun-cases/sharp/bun.lock; };
        dontRunLifecycleScripts = true;
      } env.bun_1_4;
      scanner = cases "scanner" { };
      scannerAmongOthers = cases "scanner" {
        preConfigure = ''
          cat > bunfig.toml <<'END'
          telemetry = false
          install = { security = { "scanner" = 'a\"b', minimumReleaseAge = 3 }, linker = "hoisted", scopes.x = { url = "https://example.org/", token = "$TOKEN" } }
          END
        '';
      };
      linker = ofLinker {
        buildPhase = "bun run build";
      };
      linkerOfNpmrc = ofLinker {
        preConfigure = "rm bunfig.toml; echo node-linker=hoisted > .npmrc";
      };
      # Which of the two counts is bun's to decide.
      linkerOfBoth = ofLinker {
        preConfigure = "echo node-linker=isolated > .npmrc";
      };
      linkerByFlag = ofLinker {
        bunInstallFlags = "--linker=isolated";
      };
      goneOptional = cases "gone-optional" {
        bunDeps = deps "gone-optional" { overrides."backlog.md-linux-x64@1.47.1" = null; };
      };
      goneOptionalHoisted = cases "gone-optional" {
        bunDeps = deps "gone-optional" { overrides."backlog.md-linux-x64@1.47.1" = null; };
        bunInstallFlags = "--linker=hoisted";
      };
    };

  # bun 1.4 goes without a workspace that no other needs.
  pruned = project {
    bun = env.bun_1_4;
    inherit (unpatched) fixture bunDeps;
    bunInstallFlags = "--linker=isolated";
    dontRunLifecycleScripts = "1";
    preConfigure = unpatched.preConfigure + "rm -r packages/app";
    script = "ls packages > $out/packages";
  };

  # Builds that fail.
  notAllowed = eachLinker (
    linker: bun:
    project {
      inherit bun;
      fixture = scripts;
      bunInstallFlags = "--linker=${linker}";
      script = "node -e 'require(\"node-pty\")'";
    }
  );
  leftOut = eachLinker (
    linker: bun:
    project {
      inherit bun;
      inherit (unpatched) fixture bunDeps;
      bunInstallFlags = "--linker=${linker}";
      preConfigure = unpatched.preConfigure + "rm -r packages/lib";
      script = "";
    }
  );
  missing = eachLinker (
    linker: bun:
    project {
      inherit bun;
      fixture = small;
      bunInstallFlags = "--linker=${linker}";
      preConfigure = "sed -i 's/7\\.7\\.1/7.7.2/; s/hlq8tAfn0m/hlq8tAfn0n/' package.json bun.lock";
      script = "";
    }
  );
  elsewhere = each (
    bun:
    project {
      inherit bun;
      fixture = small;
      preConfigure = "printf '[install]\\nregistry = \"http://127.0.0.1:9\"' > bunfig.toml";
      script = "";
    }
  );
  outdated = each (
    bun:
    project {
      inherit bun;
      fixture = small;
      preConfigure = "sed -i 's/7\\.7\\.1/7.7.2/' package.json";
      script = "";
    }
  );
  removed = each (
    bun:
    project {
      inherit bun;
      fixture = small;
      preConfigure = "sed -i '/devDependencies/d; s/0.1\" },/0.1\" }/' package.json";
      script = "";
    }
  );
  newer = each (
    bun:
    project {
      inherit bun;
      fixture = small;
      preConfigure = "sed -i 's/\"lockfileVersion\": 1/\"lockfileVersion\": 9/' bun.lock";
      script = "";
    }
  );
  failingScript = each (
    bun:
    project {
      inherit bun;
      fixture = small;
      preConfigure = "sed -i 's/\"private\": true/\"scripts\": { \"postinstall\": \"exit 7\" }/' package.json";
      script = "";
    }
  );
  # What bun cannot do by reading a cache. Nobody but bun says that the script of the second may run.
  patched = each (
    bun:
    project {
      inherit bun;
      fixture = features;
      script = "";
    }
  );
  downloading = each (
    bun:
    project {
      inherit bun;
      fixture = ./fixtures/downloading;
      script = "";
    }
  );
  noCacheWanted = failing {
    bun = env.bun_1_2;
    preConfigure = "printf '[install.cache]\\ndisable = true\\n' > bunfig.toml";
  };
  noLock = failing { preConfigure = "rm bun.lock"; };
  binaryLock = failing { preConfigure = "mv bun.lock bun.lockb"; };
  noManifest = failing { preConfigure = "rm package.json"; };
  pnpmStore = failing {
    bunDeps = env.fetchPnpmDeps {
      installer = "pnpm";
      lockfile = ./fixtures/small/pnpm-lock.yaml;
      pnpm = "10";
    };
  };
  noDeps = failing { bunDeps = ""; };
  noCache = failing { bunDeps = "/build/nowhere"; };
  noRoot = failing { bunRoot = "nowhere"; };
  noProgram = failing {
    installPhase = "";
  };
}
