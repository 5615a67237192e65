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
  packageStore = import ../../nix/store/packageStore.nix;
  # As nix/fetchDeps.nix makes them.
  fragments =
    manager: args: package:
    builtins.attrValues
      (packageStore {
        inherit tools patch;
        name = "store";
        about = null;
        shards = null;
        format = manager.store args;
      } (builtins.listToAttrs (map (name: { inherit name; value = package name; }) names))).fragments;
  common = name: {
    inherit name;
    version = "1.0.0";
    key = "${name}@1.0.0";
    contents = builtins.path { path = tarballs + "/${name}"; };
    overridden = false;
  };
  pnpmPackage =
    name:
    common name
    // {
      id = "${name}@1.0.0";
      keyIntegrity = "sha512-${builtins.readFile (tarballs + "/../integrity/${name}")}";
    };
  bunPackage =
    name:
    common name
    // {
      registry = null;
      nameIntegrity = null;
    };
  floorBuilder = builtins.path { path = floor; };
in
{
  pnpm = fragments (import ../../nix/pnpm) { storeVersion = "v10"; } pnpmPackage;
  bun = fragments (import ../../nix/bun) { } bunPackage;
  floor = map (
    name:
    derivation {
      inherit name;
      system = builtins.currentSystem;
      builder = floorBuilder;
    }
  ) names;
}
