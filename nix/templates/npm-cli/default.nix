# flake.nix builds it with fragstore.callPackage.
{ mkNpmPackage }:
mkNpmPackage {
  # pname and version come from package.json, and the packages from package-lock.json. `npm run build` runs. The result has the commands in
  # "bin" of package.json, the files in "files", and the dependencies without devDependencies.
  src = ./.;
}
