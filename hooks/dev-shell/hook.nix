# nodeModulesShellHook, for mkShell of nixpkgs.
{
  makeSetupHook,
  runtimeShell,
  tools,
  tests ? { },
}:
makeSetupHook {
  name = "node-modules-shell-hook";
  passthru = {
    inherit tests;
  };
  meta.description = "Keeps a working folder's node_modules as its lockfile says, in nix develop and nix-shell";
  substitutions = {
    inherit runtimeShell;
    managers = import ../../nix/lockfileWords.nix;
    nodeModules = tools.node-modules;
    place = "${./place.sh}";
  };
} ./hook.sh
