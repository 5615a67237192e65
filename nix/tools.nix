/**
  The static tools as Nix sees them: one store path for each, so that a change to one rebuilds only what that one makes.

  # Inputs

  `bin`
  : the directory that `make` put the tools in

  `system`
  : the system that the tools run on

  # Type

  ```
  tools :: { bin :: Path; system :: String; } -> { system, cafs-add, cache-entry-creator, node-modules, store-merge, tree-patch :: String; }
  ```
*/
{ bin, system }:
let
  tool =
    name:
    builtins.path {
      path = bin + "/${name}";
      inherit name;
    };
in
{
  inherit system;
  cafs-add = tool "cafs-add";
  cache-entry-creator = tool "cache-entry-creator";
  node-modules = tool "node-modules";
  store-merge = tool "store-merge";
  tree-patch = tool "tree-patch";
}
