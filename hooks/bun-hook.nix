# bunHook for a nixpkgs stdenv. A derivation that has no bun of its own among its nativeBuildInputs gets the one here.
{
  makeSetupHook,
  bun,
  tools,
  tests ? { },
}:
makeSetupHook {
  name = "bun-hook";
  passthru = {
    inherit tests;
  };
  meta.description = "Installs a project's packages with bun, offline, and builds, tests and installs it";
  substitutions = {
    bun = "${bun}";
    cacheEntryCreator = tools.cache-entry-creator;
    treePatch = tools.tree-patch;
  };
} ./bun-hook.sh
