# pnpmConfigHook for a nixpkgs stdenv.
{
  makeSetupHook,
  stdenvNoCC,
  tools,
  tests ? { },
}:
makeSetupHook {
  name = "pnpm-config-hook";
  passthru = {
    inherit tests;
  };
  meta.description = "Installs a project's packages with pnpm, offline";
  substitutions = {
    pnpmExplain = "${./explain.sh}";
    pnpmStore = "${./store.sh}";
    npmArch = stdenvNoCC.targetPlatform.node.arch;
    npmPlatform = stdenvNoCC.targetPlatform.node.platform;
    hookLib = "${../lib.sh}";
    downloads = "${import ../downloads.nix}";
    nodeModules = tools.node-modules;
    treePatch = tools.tree-patch;
    writableCopies = "${./writable-copies.cjs}";
  };
} ./hook.sh
