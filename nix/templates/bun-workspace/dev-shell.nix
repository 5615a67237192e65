# For fragstore.callPackage: what `nix develop` opens. node_modules is there, and made again when bun.lock changes; `bun run dev` works.
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
