# What lib/lib.sh wants of the hook that sources it, as substitutions: the programs of `tools`, and the platform to install for, that of `stdenv`.
{ stdenv, tools }:
let
  inherit (stdenv) targetPlatform;
in
{
  hookLib = "${./lib}/lib.sh";
  downloads = "${import ./downloads.nix}";
  nodeModules = tools.node-modules;
  # As node-modules' --platform has it.
  platform = "${targetPlatform.node.platform}-${targetPlatform.node.arch}${if targetPlatform.isMusl or false then "-musl" else ""}";
  treePatch = tools.tree-patch;
}
