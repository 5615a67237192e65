# What the end-to-end tests build with linked stores for bun: `nix-build tests/e2e/linked-bun.nix -A features.app`.
{
  bin ? ../../build/bin,
  # A project that a test has written or changed.
  src ? ./fixtures/bun-features,
}:
let
  env = import ../nix/stdenv { inherit bin; };

  linkedDeps =
    args:
    env.withInputs.fetchBunDeps (
      {
        linked = true;
        bun = env.bun_1_4;
      }
      // args
    );

  # A project, installed by the hook from a linked store, and all of it in $out/app.
  project =
    {
      src,
      bunDeps,
      bun ? env.bun_1_4,
      ...
    }@args:
    env.stdenv.mkDerivation (
      {
        pname = "app";
        version = "1.0.0";
        nativeBuildInputs = [
          bun
          env.bunHook
        ];
        buildPhase = ":";
        installPhase = "mkdir $out; cp -r . $out/app";
      }
      // removeAttrs args [ "bun" ]
    );

  features = project {
    inherit src;
    bunDeps = linkedDeps {
      bunLock = src + "/bun.lock";
      # Scripts of packages are node's; node-gyp finds its headers, and a compiler, in the machine's /usr.
      useFakeNode = false;
      env.npm_config_nodedir = "/usr";
    };
    buildPhase = "bun build packages/app/cli.ts --compile --outfile cli";
  };

  native = ./fixtures/native;
  # Whoever works on the project has installed packages.
  worked = project {
    src = ./fixtures/bun-features;
    inherit (features) bunDeps;
    preConfigure = "mkdir -p {.,packages/*}/node_modules/{express,react}";
  };
  notAllowed = project {
    src = ./fixtures/scripts;
    bunDeps = linkedDeps { bunLock = ./fixtures/scripts/bun.lock; };
    installPhase = "node -e 'require(\"node-pty\")'";
  };
  # A workspace of the lockfile that is not in what is built.
  without = project {
    src = ./fixtures/bun-features;
    inherit (features) bunDeps;
    preConfigure = "rm -r packages/app";
  };

  small = ./fixtures/bun-small;
  smallDeps = linkedDeps { bunLock = small + "/bun.lock"; };
  failing =
    args:
    project (
      {
        src = small;
        bunDeps = smallDeps;
      }
      // args
    );
in
{
  inherit
    features
    notAllowed
    without
    worked
    ;
  inherit (env.patched) programs;

  # React's types, which TypeScript looks for from where packages really are, and esbuild, which bun keeps out of its global store.
  vite = env.callPackage ../../nix/templates/bun-vite {
    bun = env.bun_1_4;
    fetchBunDeps = linkedDeps;
  };

  # What projects ship, without devDependencies. One of them is node-gyp, which the script of another package calls.
  shipped = project {
    inherit src;
    inherit (features) bunDeps;
    bunProdDeps = features.bunDeps.prod;
    installPhase = "bunInstallProd; mkdir $out; cp -r . $out/app";
  };
  prod = project rec {
    src = small;
    bunDeps = smallDeps;
    bunProdDeps = bunDeps.prod;
    installPhase = ''
      mkdir $out
      ls -A node_modules > $out/all
      bunInstallProd
      cp -r . $out/app
    '';
  };

  # Native packages, patched in their fragments, where the sandbox shows nothing of the machine.
  native = env.patched.stdenv.mkDerivation {
    pname = "native";
    version = "1.0.0";
    src = native;
    nativeBuildInputs = [
      env.patched.nodejs
      env.patched.bun_1_4
      env.patched.bunHook
    ];
    bunDeps = env.patched.withInputs.fetchBunDeps {
      bunLock = native + "/bun.lock";
      linked = true;
      useFakeNode = false;
      autoPatchElf = true;
      # Debian's dynamic linker looks for the libc in Debian's folders.
      autoPatchelfFlags = [
        "--keep-libc"
        "--ignore-missing"
        "libc.musl-*"
      ];
    };
    buildPhase = ":";
    installPhase = ''
      [ ! -e /usr ] && [ ! -e /lib64 ] && [ ! -e /bin/sh ]
      cp -r . $out
      cd $out
      {
        node_modules/.bin/semver 1.2.3 -i minor
        node_modules/.bin/oxlint --version | grep .
        node picture.cjs
        node terminal.cjs
      } > ran
    '';
  };

  # A project below src, with structuredAttrs and settings that say otherwise.
  structured = project {
    __structuredAttrs = true;
    src = ./fixtures;
    bunRoot = "bun-small";
    bunDeps = smallDeps;
    preBunNodeModulesInstallPhase = "printf '[install]\\nlinker = \"hoisted\"\\n' > bunfig.toml";
    bunInstallFlags = [ "--linker=isolated" ];
    installPhase = "mkdir $out; cp -r bun-small $out/app; echo $NEXT_PRIVATE_OUTPUT_TRACE_ROOT > $out/root";
  };

  # Without a linked store, a project that asks for bun's own global store.
  globalStore = project {
    src = small;
    bunDeps = env.fetchBunDeps {
      bunLock = small + "/bun.lock";
      installer = "bun";
    };
    preConfigure = "printf '[install]\\nglobalStore = true\\n' > bunfig.toml";
  };

  sources = project {
    inherit src;
    bunDeps = linkedDeps {
      bunLock = src + "/bun.lock";
      nativeBuildInputs = [ env.bun_1_4 ];
    };
  };

  # Builds that fail.
  otherLock = failing { src = ./fixtures/bun-features; };
  # package.json alone is changed by a phase.
  changed = failing { preConfigure = "sed -i 's/\"dependencies\": {/&\"left-pad\": \"1.3.0\",/' package.json"; };
  # A project that has a scanner.
  scanner = project rec {
    src = ./fixtures/bun-cases/scanner;
    bunDeps = linkedDeps { bunLock = src + "/bun.lock"; };
  };
  old = failing { bun = env.bun_1_3; };
  script = failing {
    preConfigure = "sed -i 's/\"private\": true/\"scripts\": { \"postinstall\": \"exit 7\" }/' package.json";
  };
  noProd = failing { installPhase = "bunInstallProd"; };
}
