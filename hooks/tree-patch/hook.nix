# treePatchHook for a nixpkgs stdenv. Without a C compiler there (stdenvNoCC), programs get the dynamic linker of these bintools.
{
  makeSetupHook,
  bintools,
  tools,
  tests ? { },
}:
makeSetupHook {
  name = "tree-patch-hook";
  passthru = {
    inherit tests;
  };
  meta.description = "Patches scripts and programs of a whole tree at once, in place of patchShebangs and autoPatchelfHook";
  substitutions = {
    bintools = "${bintools}";
    treePatch = tools.tree-patch;
  };
} ./hook.sh
