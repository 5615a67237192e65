# For fragstore.callPackage: the shell of `nix develop`. It makes node_modules, and makes it again when package-lock.json changes. `npm run dev one two` works.
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
