{
  inputs.nixpkgs.url = "flake:nixpkgs";
  # Where you have fragstore; the README's way to begin writes it here.
  inputs.fragstore.url = "git+file:///where/it/is";
  inputs.fragstore.inputs.nixpkgs.follows = "nixpkgs";

  outputs =
    { fragstore, ... }:
    {
      packages = builtins.mapAttrs (_: packages: { default = packages.callPackage ./. { }; }) fragstore.legacyPackages;
      devShells = builtins.mapAttrs (_: packages: {
        default = packages.callPackage ./dev-shell.nix { app = packages.callPackage ./. { }; };
      }) fragstore.legacyPackages;
    };
}
