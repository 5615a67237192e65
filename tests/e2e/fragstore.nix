# What the tests of the attribute set build: `nix-build tests/e2e/fragstore.nix -A tests.mkBunDerivation.app`. With the tests' stdenv in nixpkgs'
# place; `make check-nixpkgs` builds the same with a real package set.
{
  bin ? ../../build/bin,
}:
let
  pkgs = import ../nix/stdenv { inherit bin; };
  fragstore = import ../.. { inherit pkgs bin; };
in
{
  inherit (fragstore) tests;
  # What bun2nix's users have, with fragstore as bun2nix.
  bun2nix = fragstore.callPackage ./fixtures/bun2nix { };
}
