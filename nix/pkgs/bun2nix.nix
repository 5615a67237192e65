# What bun2nix's users have as `bun2nix`, by the names that they know; as a package it is a program that does nothing.
{
  callPackage,
  bunHook,
  fetchBunDeps,
  mkBunDerivation,
  writeBunApplication,
  writeBunScriptBin,
}:
callPackage ./bun2nixProgram.nix { }
// {
  inherit fetchBunDeps writeBunApplication writeBunScriptBin;
  hook = bunHook;
  mkDerivation = mkBunDerivation;
  # bun applies patches itself.
  patchedDependenciesToOverrides = _: { };
}
