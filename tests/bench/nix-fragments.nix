# The derivations that nix.fragments and bun.fragments measure: a fragment of each tarball, or as many that only create $out.
{
  bin,
  floor,
  tarballs,
}:
let
  names = builtins.attrNames (builtins.readDir tarballs);
  tools = import ../../nix/tools.nix {
    inherit bin;
    system = builtins.currentSystem;
  };
  patch = {
    options = [ ];
    environment = { };
  };
  fragment =
    name:
    import ../../nix/pnpm/fragment.nix
      {
        inherit tools;
        storeVersion = "v10";
        inherit patch;
      }
      {
        inherit name;
        version = "1.0.0";
        id = "${name}@1.0.0";
        tarball = builtins.path { path = tarballs + "/${name}"; };
        keyIntegrity = "sha512-${builtins.readFile (tarballs + "/../integrity/${name}")}";
        overridden = false;
      };
  bunFragment =
    name:
    import ../../nix/bun/fragment.nix { inherit tools patch; } {
      inherit name;
      version = "1.0.0";
      key = "${name}@1.0.0";
      contents = builtins.path { path = tarballs + "/${name}"; };
      registry = null;
      nameIntegrity = null;
      overridden = false;
    };
  floorBuilder = builtins.path { path = floor; };
in
{
  pnpm = map fragment names;
  bun = map bunFragment names;
  floor = map (
    name:
    derivation {
      inherit name;
      system = builtins.currentSystem;
      builder = floorBuilder;
    }
  ) names;
}
