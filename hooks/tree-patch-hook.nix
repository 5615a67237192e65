# treePatchHook for a nixpkgs stdenv. Without a C compiler there (stdenvNoCC), programs get the dynamic linker of these bintools.
{
  makeSetupHook,
  bintools,
  tools,
}:
makeSetupHook {
  name = "tree-patch-hook";
  substitutions = {
    bintools = "${bintools}";
    treePatch = tools.tree-patch;
  };
} ./tree-patch-hook.sh
