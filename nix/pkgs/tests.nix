# The passthru.tests of each attribute: small builds that fail if the attribute does not work. The templates are among them.
{ pkgs, fragstore }:
let
  inherit (builtins)
    attrNames
    filter
    length
    listToAttrs
    ;
  inherit (pkgs) runCommand;
  inherit (fragstore) fetchBunDeps fetchPnpmDeps tools;

  # Every template for one package manager.
  allTemplates = import ../templates;
  templates =
    packageManager:
    listToAttrs (
      map (name: {
        inherit name;
        value = fragstore.callPackage allTemplates.${name}.path { };
      }) (filter (name: builtins.match "${packageManager}-.*" name != null) (attrNames allTemplates))
    );

  bunApp = {
    packageJson = ../templates/bun-app/package.json;
    src = ../templates/bun-app;
    bunDeps = fetchBunDeps { bunLock = ../templates/bun-app/bun.lock; };
  };
  # A store is whole, and has as many of these folders and files as there are packages.
  holds =
    name: store: folder: pattern:
    runCommand "${name}-test" { } ''
      ${tools.store-merge} --verify ${store}${folder}
      find ${store}${folder} -name '${pattern}' | tee $out
      [ "$(wc -l < $out)" = ${toString (length (attrNames store.packages))} ]
    '';
  # What a program prints.
  prints =
    name: program: expected:
    runCommand "${name}-test" { } ''
      said=$(${program})
      echo "$said" | tee $out
      [ "$said" = '${expected}' ]
    '';
in
{
  tools.packages = runCommand "fragstore-tools-test" { } ''
    mkdir package
    echo '{ "name": "x", "version": "1.0.0", "bin": "script" }' > package/package.json
    printf '#!/usr/bin/env x\n' > package/script
    tar -czf x.tgz package
    mkdir fragments
    for version in v3 v10 v11; do
      ${tools.cafs-add} --store-version $version --out fragments/$version --id x@1.0.0 --tarball x.tgz
    done
    ${tools.cache-entry-creator} --out fragments/cache --name x@1.0.0 --package x.tgz --shebangs --map x=/bin/x
    ${tools.store-merge} --mode copy --out $out fragments/*
    [ "$(head -n 1 $out/x@1.0.0@@@1/script)" = '#!/bin/x' ]
  '';

  fetchBunDeps.cache = holds "fetchBunDeps" (fetchBunDeps {
    installer = "bun";
    bunLock = ../templates/bun-workspace/bun.lock;
  }) "/share/bun-cache" "*@@@1";
  fetchPnpmDeps.store = holds "fetchPnpmDeps" (fetchPnpmDeps {
    installer = "pnpm";
    lockfile = ../templates/pnpm-server/pnpm-lock.yaml;
    storeVersion = "v10";
  }) "" "*-*.json";

  bunHook = templates "bun";
  npmConfigHook = templates "npm";
  pnpmConfigHook = templates "pnpm";
  treePatchHook.scripts =
    runCommand "tree-patch-hook-test" { nativeBuildInputs = [ fragstore.treePatchHook ]; }
      ''
        mkdir -p $out/bin
        printf '#!/usr/bin/env bash\n' > $out/bin/script
        chmod +x $out/bin/script
        patchShebangs $out/bin
        case $(head -n 1 $out/bin/script) in */bin/env*) exit 1 ;; '#!'/*/bash) ;; *) exit 1 ;; esac
      '';

  # As a shell runs it.
  nodeModulesShellHook.files =
    runCommand "node-modules-shell-hook-test"
      {
        nativeBuildInputs = [ fragstore.nodeModulesShellHook ];
        bunDeps = fetchBunDeps { bunLock = ../templates/bun-app/bun.lock; };
      }
      ''
        cp -r ${../templates/bun-app} app
        chmod -R u+w app
        cd app
        eval "$shellHook"
        [ -f node_modules/commander/package.json ]
        mkdir $out
      '';

  doctor.help = prints "doctor" "${fragstore.doctor}/bin/fragstore --help | head -n 1" "usage: fragstore doctor [FOLDER]";
  mkBunDerivation.app = prints "mkBunDerivation" "${fragstore.mkBunDerivation bunApp}/bin/bun-app one two" "2";
  writeBunApplication.app =
    let
      app = fragstore.writeBunApplication (bunApp // { startScript = "bun index.ts \"$@\""; });
    in
    prints "writeBunApplication" "${app}/bin/bun-app one two" "2";
  writeBunScriptBin.script =
    let
      script = fragstore.writeBunScriptBin {
        name = "add";
        text = "console.log(1 + 2);";
      };
    in
    prints "writeBunScriptBin" "${script}/bin/add" "3";
  mkNpmPackage.command = prints "mkNpmPackage" "${
    fragstore.mkNpmPackage { src = ../templates/npm-cli; }
  }/bin/count-words one two" "2";
  mkPnpmPackage.site = fragstore.mkPnpmPackage {
    src = ../templates/pnpm-vite;
    install."share/www" = "dist";
  };
}
