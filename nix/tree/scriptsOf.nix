let
  checkKinds = import ../checkKinds.nix;
  checkNames = import ../checkNames.nix;
  describe = import ../describe.nix;
  kinds = import ../kinds.nix;
  nixString = import ../text/nixString.nix;
  # What the argument `scripts` says of a package.
  known = {
    nativeBuildInputs = kinds.packages;
    env = kinds.environment;
  };
in
/**
  With what the install scripts of a package run, or null if they do not run.

  # Inputs

  `what`
  : whose arguments they are, for messages

  `args`
  : as for fetchDeps

  `mayRun`
  : whether those of a package run if `scripts` says nothing of it

  # Type

  ```
  scriptsOf :: { what, args, mayRun :: package -> Bool; } -> package -> null | { nativeBuildInputs :: [ Derivation ]; env :: AttrSet; }
  ```
*/
{
  what,
  args,
  mayRun,
}:
let
  check =
    name: said:
    let
      argument = "scripts.${nixString name}";
    in
    if builtins.isBool said then
      said
    else if !builtins.isAttrs said || said ? outPath then
      throw "${what}: ${argument} is ${describe said}, but must be false, or a set: `${argument} = { nativeBuildInputs = [ … ]; env = { … }; };`"
    else
      checkNames {
        what = "${what}: ${argument}";
        inherit known;
        given = said;
      } (checkKinds { what = "${what}: ${argument}"; kinds = known; } said);
in
package:
let
  said = if args.scripts ? ${package.name} then check package.name args.scripts.${package.name} else null;
in
if said == false || said == null && !mayRun package then
  null
else
  {
    nativeBuildInputs = args.nativeBuildInputs ++ said.nativeBuildInputs or [ ];
    env = args.env // said.env or { };
  }
