/**
  fragstore's Nix library that needs no nixpkgs: builtins, the static tools and a system string.

  # Inputs

  `tools`
  : from tools.nix; what the functions use unless they are given others

  `bunInputs`, `pnpmInputs`
  : for fetchBunDeps and fetchPnpmDeps alone: `stdenv` and the hook, which linked stores are made with, and `tests`

  `patchInputs`
  : likewise `bun`, `nodejs`, `initialPath`, `bintools` and `libraries`, which packages are patched to run with

  # Type

  ```
  default :: { tools, bunInputs, pnpmInputs, patchInputs :: AttrSet; } -> { fetchBunDeps, fetchPnpmDeps :: AttrSet -> Derivation; … }
  ```
*/
{
  tools,
  bunInputs ? { },
  pnpmInputs ? { },
  patchInputs ? { },
}:
let
  describe = import ./describe.nix;
  fetcher =
    name: example: inputs: args:
    if builtins.isAttrs args && !args ? outPath then
      import (./. + "/${name}.nix") ({ inherit tools; } // patchInputs // inputs // args)
    else
      throw "${name} is given ${describe args} in place of arguments; write `${name} ${example}`";
in
{
  inherit tools;
  fetchBunDeps = fetcher "fetchBunDeps" "{ bunLock = ./bun.lock; }" bunInputs;
  fetchPnpmDeps = fetcher "fetchPnpmDeps" "{ lockfile = ./pnpm-lock.yaml; inherit pnpm; }" pnpmInputs;
}
