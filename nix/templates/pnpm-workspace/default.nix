# For fragstore.callPackage: `nix build`, or `nix-build` with an expression that has fragstore.
{ mkPnpmPackage }:
mkPnpmPackage {
  # pname and version are those of package.json, and the packages those of pnpm-lock.yaml.
  src = ./.;

  # What to take of what `pnpm run build` makes: where to below $out, and what.
  install = {
    "bin/words" = "packages/cli/dist/words.js";
    "share/web" = "apps/web/dist";
  };
}
