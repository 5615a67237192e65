{
  inputs.nixpkgs.url = "flake:nixpkgs";
  # The address of your clone of fragstore. The commands in the README write it here.
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
