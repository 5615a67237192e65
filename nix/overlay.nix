# For nixpkgs' `overlays`: fragstore's attribute set as `pkgs.fragstore`, beside nixpkgs' own functions of the same names; and
# `pkgs.bun2nix`, which bun2nix's own overlay gives.
final: _prev:
let
  fragstore = import ../. {
    pkgs = final;
    bin = null;
  };
in
{
  inherit fragstore;
  inherit (fragstore) bun2nix;
}
