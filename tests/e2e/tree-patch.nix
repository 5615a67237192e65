# What the end-to-end tests build where the sandbox shows nothing of the machine, neither /usr/bin/env nor /lib64:
# `nix-build tests/e2e -A treePatch.bun_1_4`, once `-A treePatch.programs` was built where it does.
{ env }:
let
  inherit (env.patched)
    stdenv
    fetchBunDeps
    fetchPnpmDeps
    nodejs
    treePatchHook
    ;

  fixture = ./fixtures/native;

  # An app whose dependencies are patched once they are installed, run from where it was built, and once more from its output.
  app =
    name: inputs: args:
    stdenv.mkDerivation (
      {
        pname = "native-${name}";
        version = "1.0.0";
        src = fixture;
        nativeBuildInputs = inputs ++ [
          nodejs
          treePatchHook
        ];
        buildInputs = [ env.patched.bintools ];
        # Debian's dynamic linker looks for the libc in Debian's folders.
        autoPatchelfFlags = "--keep-libc";
        postPhases = "fixupPhase lookPhase";
        buildPhase = ":";

        run = ''
          node_modules/.bin/semver 1.2.3 -i minor
          node_modules/semver/bin/semver.js 1.2.3 -i major
          node_modules/.bin/oxlint --version | grep .
          node picture.cjs
          node terminal.cjs
        '';
        installPhase = ''
          [ ! -e /usr ] && [ ! -e /lib64 ] && [ ! -e /bin/sh ]
          autoPatchelf node_modules
          mkdir $out
          eval "$run" > $out/built

          # The package's own files, some of them where npm would have installed it, and those of dependencies.
          global=$out/lib/node_modules/own
          mkdir -p $out/{app,bin} $global/node_modules/dependency
          cp -a . $out/app
          for script in $out/bin/own $global/own $out/app/node_modules/late $global/node_modules/dependency/late; do
            printf '#!/usr/bin/env node\nconsole.log("own")\n' > $script
            chmod +x $script
          done
          cp "$(find node_modules/ -name pty.node)" $out/bin/own.node
          cp -a $out/app/node_modules before

          look() { find $out -name own -type f -printf '%P\n' -o -name late -printf '%P\n' | sort > $out/seen; }
          postFixupHooks+=(look)
        '';
        lookPhase = ''
          diff -r -x .modules.yaml -x '.pnpm-workspace-state*' before $out/app/node_modules > $out/changed || :
          head -n 1 $global/node_modules/dependency/late >> $out/changed
          cmp $out/bin/own.node "$(find node_modules/ -name pty.node)" > $out/stripped || :
          $out/bin/own > $out/ran
          $global/own >> $out/ran
          cd $out/app
          eval "$run" > $out/installed
        '';
      }
      // args
    );

  # A program that needs $odd.
  oddStrip = ''
    odd=(${env.patched.programs}/lib/libbfd-*.so)
    odd=''${odd##*/libbfd}
    odd=libodd$odd
    mkdir -p $out/bin
    sed s/libbfd-/libodd-/ ${env.patched.programs}/bin/strip > $out/bin/strip
    chmod +x $out/bin/strip
  '';

  needsOdd =
    args:
    stdenv.mkDerivation (
      {
        pname = "needs-odd";
        version = "1.0.0";
        src = fixture;
        nativeBuildInputs = [ treePatchHook ];
        postPhases = "fixupPhase";
        installPhase = oddStrip;
      }
      // args
    );

  pnpm =
    pnpm:
    app "pnpm" [ pnpm env.patched.pnpmConfigHook ] {
      pnpmDeps = fetchPnpmDeps {
        installer = "pnpm";
        lockfile = fixture + "/pnpm-lock.yaml";
        inherit pnpm;
      };
    };
  bun =
    linker: bun:
    app "bun" [ bun env.patched.bunHook ] {
      bunDeps = fetchBunDeps {
        bunLock = fixture + "/bun.lock";
        scripts.sharp = false;
      };
      bunInstallFlags = "--linker=${linker}";
    };
in
{
  inherit (env.patched) programs;
  node = nodejs;

  # What pnpm writes for a package of a workspace.
  workspace = stdenv.mkDerivation {
    pname = "workspace";
    version = "1.0.0";
    src = ./fixtures/workspace;
    nativeBuildInputs = [
      nodejs
      env.patched.pnpm_10
      env.patched.pnpmConfigHook
    ];
    pnpmDeps = fetchPnpmDeps {
      installer = "pnpm";
      lockfile = ./fixtures/workspace/pnpm-lock.yaml;
      pnpm = env.patched.pnpm_10;
    };
    installPhase = "mkdir $out; packages/tool/node_modules/.bin/semver 1.2.3 -i patch > $out/tool";
  };

  # The packages that an install puts into a workspace, as they come; no treePatchHook.
  workspaces =
    builtins.mapAttrs
      (
        name: args:
        stdenv.mkDerivation (
          {
            pname = "workspaces-${name}";
            version = "1.0.0";
            src = ./fixtures/hoisted;
            buildPhase = ":";
            installPhase = ''
              [ ! -L packages/tool/node_modules/semver ]
              mkdir $out
              for folder in . packages/tool; do
                $folder/node_modules/semver/bin/semver.js 1.2.3 -i minor
                $folder/node_modules/.bin/semver 1.2.3 -i major
              done > $out/said
            '';
          }
          // args
        )
      )
      {
        pnpm = {
          nativeBuildInputs = [
            nodejs
            env.patched.pnpm_10
            env.patched.pnpmConfigHook
          ];
          pnpmDeps = fetchPnpmDeps {
            installer = "pnpm";
            lockfile = ./fixtures/hoisted/pnpm-lock.yaml;
            pnpm = env.patched.pnpm_10;
            patchShebangs = false;
          };
        };
        bun = {
          nativeBuildInputs = [
            nodejs
            env.patched.bunHook
          ];
          bunDeps = fetchBunDeps {
            installer = "bun";
            bunLock = ./fixtures/hoisted/bun.lock;
            patchShebangs = false;
          };
          bunInstallFlags = "--linker=hoisted";
        };
      };

  # The functions' options and the variables, as lists.
  functions = stdenv.mkDerivation {
    pname = "functions";
    version = "1.0.0";
    __structuredAttrs = true;
    src = fixture;
    nativeBuildInputs = [
      nodejs
      treePatchHook
    ];
    runtimeDependencies = [ nodejs ];
    appendRunpaths = [
      "/last"
      "/of-all"
    ];
    autoPatchelfIgnoreMissingDeps = [
      "libmissing.so.*"
      "libgone*"
    ];
    autoPatchelfFlags = [
      "--preserve-origin"
      "--ignore-existing"
    ];
    postPhases = "fixupPhase lookPhase";
    installPhase = ''
      mkdir -p $out/bin $out/lib libraries/below
      ${oddStrip}
      sed s/libsframe/libgoneby/ ${env.patched.programs}/lib/libbfd-*.so | tee $out/lib/$odd > libraries/below/$odd
      addAutoPatchelfSearchPath --no-recurse libraries
      addAutoPatchelfSearchPath "$PWD/libraries"

      for name in build host update kept $out/strict $out/not-strict; do
        echo "#!/nix/store/gone/bin/node" > $name
        chmod +x $name
      done
      patchShebangs --update --build -- build
      HOST_PATH=/nowhere patchShebangs --update --host host
      patchShebangs --update update
      patchShebangs absent kept
      patchShebangs
      # What is in an output runs with HOST_PATH, when there is a difference.
      HOST_PATH=/nowhere strictDeps=1 patchShebangs --update $out/strict
      HOST_PATH=/nowhere patchShebangs --update $out/not-strict
      cat build host update kept $out/strict $out/not-strict > $out/lines
      for function in patchShebangs autoPatchelf addAutoPatchelfSearchPath; do
        if $function --odd . 2>> $out/odd; then exit 1; fi
      done
    '';
    lookPhase = ''
      ${env.tools.tree-patch} --print-rpath $out/bin/strip $out/lib/* > $out/run-paths
    '';
  };

  # Where scripts are in several outputs: the package's own, dependencies, and the package itself where npm would have installed it.
  outputs =
    builtins.mapAttrs
      (
        name: structured:
        stdenv.mkDerivation {
          pname = "outputs-${name}";
          version = "1.0.0";
          __structuredAttrs = structured;
          src = fixture;
          nativeBuildInputs = [
            nodejs
            treePatchHook
          ];
          outputs = [
            "out"
            "more"
          ];
          postPhases = "fixupPhase lookPhase";
          installPhase = ''
            for folder in {$out,$more}/{app,app/node_modules/dep,lib/node_modules/own,lib/node_modules/own/node_modules/dep}; do
              mkdir -p $folder
              echo '#!/usr/bin/env node' > $folder/script
              chmod +x $folder/script
            done

            look() { find $out $more -name script -printf '%P\n' | sort > seen; }
            postFixupHooks+=(look)
          '';
          lookPhase = ''
            grep -rl '^#!/nix/store' $out $more | sed 's|^/nix/store/[^/]*/||' | sort > patched
            mv seen patched $out
          '';
        }
      )
      {
        plain = false;
        structured = true;
      };

  missing = needsOdd { };
  untouched = needsOdd { dontAutoPatchelf = true; };
  ignored = needsOdd { autoPatchelfFlags = "--keep-libc --ignore-missing libodd-*"; };

  pnpm = builtins.mapAttrs (_: pnpm) {
    inherit (env.patched)
      pnpm_9
      pnpm_10
      pnpm_11
      pnpm_12
      ;
  };
  isolated = builtins.mapAttrs (_: bun "isolated") { inherit (env.patched) bun_1_2 bun_1_3 bun_1_4; };
  hoisted = builtins.mapAttrs (_: bun "hoisted") { inherit (env.patched) bun_1_2 bun_1_3 bun_1_4; };
}
