# For fragstore.callPackage: the shell of `nix develop`. It makes node_modules, and makes it again when bun.lock changes. `bun run dev` works.
{
  mkShell,
  bun,
  nodeModulesShellHook,
  app,
}:
mkShell {
  packages = [
    bun
    nodeModulesShellHook
  ];
  # What the app is built with.
  inherit (app) bunDeps;
}
