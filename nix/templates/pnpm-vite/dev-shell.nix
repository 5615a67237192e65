# For fragstore.callPackage: the shell of `nix develop`.
# The hook makes node_modules, and makes it again when pnpm-lock.yaml changes. `pnpm run dev` works.
{
  mkShell,
  nodejs,
  pnpm,
  nodeModulesShellHook,
  app,
}:
mkShell {
  packages = [
    nodejs
    pnpm
    nodeModulesShellHook
  ];
  # The packages of the build.
  inherit (app) pnpmDeps;
}
