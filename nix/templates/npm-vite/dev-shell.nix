# For fragstore.callPackage: what `nix develop` opens. node_modules is there, and made again when package-lock.json changes; `npm run dev` works.
{
  mkShell,
  nodejs,
  nodeModulesShellHook,
  app,
}:
mkShell {
  packages = [
    nodejs
    nodeModulesShellHook
  ];
  # What the app is built with.
  inherit (app) npmDeps;
}
