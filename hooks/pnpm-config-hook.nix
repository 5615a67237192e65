# pnpmConfigHook for a nixpkgs stdenv.
{ makeSetupHook, stdenvNoCC }:
makeSetupHook {
  name = "pnpm-config-hook";
  substitutions = {
    npmArch = stdenvNoCC.targetPlatform.node.arch;
    npmPlatform = stdenvNoCC.targetPlatform.node.platform;
    writableCopies = "${./writable-copies.cjs}";
  };
} ./pnpm-config-hook.sh
