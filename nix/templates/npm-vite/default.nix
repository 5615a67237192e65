# For fragstore.callPackage: `nix build`, or `nix-build` with an expression that has fragstore.
{ mkNpmPackage }:
mkNpmPackage {
  # pname and version are those of package.json, and the packages those of package-lock.json.
  src = ./.;

  # What `npm run build` makes; it becomes the result.
  install = "dist";
}
