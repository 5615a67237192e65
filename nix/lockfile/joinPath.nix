let
  inherit (builtins)
    filter
    foldl'
    head
    isString
    split
    tail
    ;
  # The steps so far, last one first.
  add =
    steps: step:
    if step == "" || step == "." then
      steps
    else if step == ".." && steps != [ ] && head steps != ".." then
      tail steps
    else
      [ step ] ++ steps;
  prepend = path: step: if path == "" then step else "${step}/${path}";
in
/**
  A directory and a path relative to it, as one path, without "." and, where possible, without "..".

  # Type

  ```
  joinPath :: String -> String -> String
  ```

  # Example

  ```nix
  joinPath "packages/a" "../../x.tgz"
  => "x.tgz"
  ```
*/
directory: path:
foldl' prepend "" (foldl' add [ ] (filter isString (split "/" "${directory}/${path}")))
