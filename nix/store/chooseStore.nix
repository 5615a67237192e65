/**
  What a fetcher returns of the stores that it could make.

  # Inputs

  `what`
  : the fetcher's name, for messages

  `linked`, `prod`
  : its arguments

  `unlinked`, `linkedStore`, `prodStore`
  : the stores

  `description`, `tests`
  : for what nixpkgs' tools look for in a package: `meta.description`, and `passthru.tests`

  # Type

  ```
  chooseStore :: AttrSet -> Derivation
  ```
*/
{
  what,
  linked,
  prod,
  unlinked,
  linkedStore,
  prodStore,
  description,
  tests,
}:
let
  described =
    description: store:
    store
    // {
      meta.description = description;
      passthru = { inherit tests; };
      inherit tests;
    };
  plain = described description unlinked;
  complete =
    store:
    described "${description}, linked" store
    // {
      inherit (unlinked) packages fragments;
      unlinked = plain;
    };
in
if prod && !linked then
  throw "${what}: prod: it is for linked stores; give `linked = true` too"
else if !linked then
  plain
else if prod then
  complete prodStore
else
  complete linkedStore // { prod = complete prodStore; }
