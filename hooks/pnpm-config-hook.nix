# pnpmConfigHook for a nixpkgs stdenv.
{
  makeSetupHook,
  stdenvNoCC,
  tools,
}:
makeSetupHook {
  name = "pnpm-config-hook";
  substitutions = {
    npmArch = stdenvNoCC.targetPlatform.node.arch;
    npmPlatform = stdenvNoCC.targetPlatform.node.platform;
    treePatch = tools.tree-patch;
    writableCopies = "${./writable-copies.cjs}";
  };
} ./pnpm-config-hook.sh
