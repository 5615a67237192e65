let
  inherit (builtins) isFunction isPath isString;
in
/**
  What an override makes of a package's contents.

  # Inputs

  `what`
  : the override, for messages

  `kind`
  : what the function gets and returns, for messages

  `override`
  : the function

  `original`
  : the package's contents

  # Type

  ```
  override :: { what, kind :: String; override :: a -> b; original :: a; } -> String
  ```
*/
{
  what,
  kind,
  override,
  original,
}:
let
  new = override original;
in
if !isFunction override && !override ? __functor then
  throw "${what} is not a function from the old ${kind} to the new one"
else if isString new || isPath new || new ? outPath then
  "${new}"
else
  throw "${what}: it returns something that is not a ${kind}"
