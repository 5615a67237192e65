# bunHook for a nixpkgs stdenv. A derivation that has no bun of its own among its nativeBuildInputs gets the one here.
{
  makeSetupHook,
  bun,
  tools,
}:
makeSetupHook {
  name = "bun-hook";
  substitutions = {
    bun = "${bun}";
    cacheEntryCreator = tools.cache-entry-creator;
    treePatch = tools.tree-patch;
  };
} ./bun-hook.sh
