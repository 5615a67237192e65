# For nixpkgs' `overlays`: fragstore's attribute set as `pkgs.fragstore`, beside nixpkgs' own functions of the same names.
final: _prev: {
  fragstore = import ../. {
    pkgs = final;
    bin = null;
  };
}
