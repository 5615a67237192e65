# pnpmConfigHook for a nixpkgs stdenv.
{
  makeSetupHook,
  stdenvNoCC,
  tools,
  tests ? { },
}:
let
  versions = import ../../nix/pnpm/versions.nix;
  # "9:v3:npm_config:package.json", with more files after a comma.
  version =
    major:
    let
      known = versions.known.${major};
    in
    builtins.concatStringsSep ":" [
      major
      known.store
      known.variables
      (builtins.concatStringsSep "," known.settings)
    ];
in
makeSetupHook {
  name = "pnpm-config-hook";
  passthru = {
    inherit tests;
  };
  meta.description = "Installs a project's packages with pnpm, offline";
  substitutions = import ../lib.nix {
    stdenv = stdenvNoCC;
    inherit tools;
  } // {
    pnpmVersions = toString (map version versions.majors);
    pnpmExplain = "${./explain.sh}";
    pnpmStore = "${./store.sh}";
    npmArch = stdenvNoCC.targetPlatform.node.arch;
    npmPlatform = stdenvNoCC.targetPlatform.node.platform;
  };
} ./hook.sh
