# npmConfigHook for a nixpkgs stdenv.
{
  makeSetupHook,
  stdenvNoCC,
  tools,
  nodejs,
  tests ? { },
}:
makeSetupHook {
  name = "npm-config-hook";
  passthru = {
    inherit tests;
  };
  meta.description = "Makes a project's node_modules of its package-lock.json, without npm";
  substitutions = {
    hookLib = "${../lib.sh}";
    npmPackage = "${./package.sh}";
    packageFiles = "${./package-files.cjs}";
    downloads = "${import ../downloads.nix}";
    nodeModules = tools.node-modules;
    platform = import ../platform.nix stdenvNoCC;
    treePatch = tools.tree-patch;
    nodeSource = "${nodejs.dev or nodejs}";
  };
} ./hook.sh
