# For fragstore.callPackage: the shell of `nix develop`.
# The hook makes node_modules, and makes it again when package-lock.json changes. `npm run dev` works.
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
  # The packages of the build.
  inherit (app) npmDeps;
}
