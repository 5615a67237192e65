let
  inherit (builtins) elemAt match;
in
/**
  The URL of a registry without `user:password@`: a derivation can be read by everybody. Nix has them from its `netrc-file`.

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
