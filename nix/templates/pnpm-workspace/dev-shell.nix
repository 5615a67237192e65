# For fragstore.callPackage: the shell of `nix develop`. It makes node_modules, and makes it again when pnpm-lock.yaml changes. `pnpm run dev` works.
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
  # What the app is built with.
  inherit (app) pnpmDeps;
}
