# For fragstore.callPackage: `nix build`, or `nix-build` with an expression that has fragstore.
{ mkNpmPackage }:
mkNpmPackage {
  # pname and version are those of package.json, and the packages those of package-lock.json. `npm run build` runs, and the result has the
  # commands that "bin" of package.json names, the files that "files" names, and the packages that these run with.
  src = ./.;
}
