# npmConfigHook for a nixpkgs stdenv.
{
  makeSetupHook,
  stdenvNoCC,
  tools,
  nodejs,
  tests ? { },
}:
makeSetupHook {
  name = "npm-config-hook";
  passthru = {
    inherit tests;
  };
  meta.description = "Makes a project's node_modules of its package-lock.json, without npm";
  substitutions = import ../lib.nix {
    stdenv = stdenvNoCC;
    inherit tools;
  } // {
    npmPackage = "${./package.sh}";
    packageFiles = "${./package-files.cjs}";
    nodeSource = "${nodejs.dev or nodejs}";
  };
} ./hook.sh
