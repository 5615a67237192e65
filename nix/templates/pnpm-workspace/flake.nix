{
  inputs.nixpkgs.url = "flake:nixpkgs";
  # Wherever you have it: nix registry add fragstore git+file:///home/you/fragstore
  inputs.fragstore.url = "flake:fragstore";
  inputs.fragstore.inputs.nixpkgs.follows = "nixpkgs";

  outputs =
    { fragstore, ... }:
    {
      packages = builtins.mapAttrs (_: packages: { default = packages.callPackage ./. { }; }) fragstore.legacyPackages;
    };
}
