# flake.nix builds it with fragstore.callPackage.
{ mkPnpmPackage }:
mkPnpmPackage {
  # pname and version come from package.json, and the packages from pnpm-lock.yaml.
  src = ./.;

  # The files and folders to install. On the left: the place in the result. On the right: what `pnpm run build` made.
  install = {
    "bin/words" = "packages/cli/dist/words.js";
    "share/web" = "apps/web/dist";
  };
}
