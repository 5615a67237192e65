let
  inherit (builtins)
    concatMap
    filter
    head
    match
    split
    ;
  # sha384 is in some integrities, but Nix cannot check it.
  known = [
    "sha512"
    "sha256"
    "sha1"
  ];
in
/**
  The strongest hash in an integrity (SRI: several, separated by blanks) that Nix can check, or null.

  # Type

  ```
  strongestHash :: String -> null | String
  ```
*/
integrity:
let
  hashes = filter (part: builtins.isString part && part != "") (split "[ \n\t]+" integrity);
  # After '?' SRI allows options.
  bare = hash: head (split "[?]" hash);
  of = algorithm: filter (hash: match "${algorithm}-.*" hash != null) hashes;
  candidates = concatMap of known;
in
if candidates == [ ] then null else bare (head candidates)
