# bunHook for a nixpkgs stdenv. A derivation that has no bun of its own among its nativeBuildInputs gets the one here, and a bun2nix that
# does nothing, for a project with "postinstall": "bun2nix -o bun.nix".
{
  makeSetupHook,
  bun,
  callPackage,
  stdenvNoCC,
  tools,
  tests ? { },
}:
makeSetupHook {
  name = "bun-hook";
  passthru = {
    inherit tests;
  };
  meta.description = "Installs a project's packages with bun, offline, and builds, tests and installs it";
  substitutions = import ../lib.nix {
    stdenv = stdenvNoCC;
    inherit tools;
  } // {
    bun = "${bun}";
    bun2nix = "${callPackage ../../nix/pkgs/bun2nixProgram.nix { }}";
    bunCache = "${./cache.sh}";
    bunExplain = "${./explain.sh}";
    bunSettings = "${./settings.js}";
    cacheEntryCreator = tools.cache-entry-creator;
  };
} ./hook.sh
