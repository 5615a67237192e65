# What bun2nix's users have as `bun2nix`, by the names that they know.
{
  tools,
  bunHook,
  fetchBunDeps,
  mkBunDerivation,
  writeBunApplication,
  writeBunScriptBin,
}:
tools
// {
  inherit fetchBunDeps writeBunApplication writeBunScriptBin;
  hook = bunHook;
  mkDerivation = mkBunDerivation;
  # bun applies patches itself.
  patchedDependenciesToOverrides = _: { };
}
