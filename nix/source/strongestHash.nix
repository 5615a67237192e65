let
  inherit (builtins)
    concatMap
    filter
    head
    match
    split
    ;
  # Strongest first. sha384 is in some integrities, but Nix cannot check it.
  known = [
    "sha512-[A-Za-z0-9+/]{86}=="
    "sha256-[A-Za-z0-9+/]{43}="
    "sha1-[A-Za-z0-9+/]{27}="
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
  # After '?' SRI allows options.
  bare = hash: head (split "[?]" hash);
  hashes = map bare (filter builtins.isString (split "[ \n\t]+" integrity));
  of = form: filter (hash: match form hash != null) hashes;
  candidates = concatMap of known;
in
if candidates == [ ] then null else head candidates
