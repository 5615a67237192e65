let
  inherit (builtins) elemAt match;
in
/**
  The URL of a registry without `user:password@`: everybody can read a derivation. Nix takes the user and the password from its `netrc-file`.

  # Type

  ```
  withoutCredentials :: String -> String
  ```
*/
url:
let
  parts = match "(https?://)[^/]*@(.*)" url;
in
if parts == null then url else elemAt parts 0 + elemAt parts 1
