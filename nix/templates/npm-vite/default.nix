# flake.nix builds it with fragstore.callPackage.
{ mkNpmPackage }:
mkNpmPackage {
  # pname and version come from package.json, and the packages from package-lock.json.
  src = ./.;

  # The folder that `npm run build` makes. It becomes the result.
  install = "dist";
}
