/**
  The parts of a lockfile that are needed, as fetchDeps asks for them.

  # Inputs

  `closure`
  : has ofPackage and ofImporters, which return a lock

  `packages`, `packagesOf`
  : the packages of the whole lockfile, and a function that returns those of a lock. Only the names of the attributes matter.

  # Type

  ```
  parts :: { closure, packages, packagesOf } -> {
    ofPackage :: package -> { lock, keys };
    ofImporters :: { importers :: null | [ String ]; prod :: Bool; } -> { lock, keys };  # lock is null for all
  }
  ```
*/
{
  closure,
  packages,
  packagesOf,
}:
let
  partOf = lock: {
    inherit lock;
    keys = packagesOf lock;
  };
in
{
  ofPackage =
    package: partOf (closure.ofPackage { inherit (package) name key; });
  ofImporters =
    { importers, prod }:
    if importers == null && !prod then
      {
        lock = null;
        keys = packages;
      }
    else
      partOf (closure.ofImporters { inherit importers prod; });
}
