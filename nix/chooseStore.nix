/**
  What a fetcher returns of the stores that it could make.

  # Inputs

  `what`
  : the fetcher's name, for messages

  `linked`, `prod`
  : its arguments

  `unlinked`, `linkedStore`, `prodStore`
  : the stores

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
}:
let
  complete = store: store // { inherit (unlinked) packages fragments; inherit unlinked; };
in
if !builtins.isBool linked || !builtins.isBool prod then
  throw "${what}: linked and prod are true or false"
else if prod && !linked then
  throw "${what}: prod: it is for linked stores; give `linked = true` too"
else if !linked then
  unlinked
else if prod then
  complete prodStore
else
  complete linkedStore // { prod = complete prodStore; }
