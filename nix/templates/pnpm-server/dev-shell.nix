# For fragstore.callPackage: what `nix develop` opens. node_modules is there, and made again when pnpm-lock.yaml changes; `pnpm run dev` works.
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
