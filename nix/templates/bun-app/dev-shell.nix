# For fragstore.callPackage: the shell of `nix develop`.
# The hook makes node_modules, and makes it again when bun.lock changes. `bun run dev one two` and `bun test` work.
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
  # The packages of the build.
  inherit (app) bunDeps;
}
