# bunHook for a nixpkgs stdenv.
{ makeSetupHook, tools }:
makeSetupHook {
  name = "bun-hook";
  substitutions = {
    cacheEntryCreator = tools.cache-entry-creator;
  };
} ./bun-hook.sh
