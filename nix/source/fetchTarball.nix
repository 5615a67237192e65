/**
  A fixed-output fetch of one file, by Nix itself.

  `<nix/fetchurl.nix>` makes the same, with more attributes that only repeat defaults. We do not use it, because Nix cannot look up that path in
  pure evaluation, and because a lockfile has thousands of these derivations.

  # Inputs

  `name`
  : of the store path

  `url`
  : where the file is

  `hash`
  : an SRI hash, or any other that Nix's `outputHash` takes with its algorithm in it

  # Type

  ```
  fetchTarball :: { name, url, hash :: String; } -> Derivation
  ```
*/
{
  name,
  url,
  hash,
}:
derivation {
  inherit name url;
  system = "builtin";
  builder = "builtin:fetchurl";
  outputHashMode = "flat";
  # Nix reads the algorithm off the hash itself.
  outputHashAlgo = null;
  outputHash = hash;
  # A download is not worth sending to another machine, which would send the tarball back. Substitutes stay allowed, because a binary cache
  # may have what a registry has lost or wants a token for. One that has none costs a query for each tarball: 70 requests for 68 packages,
  # which Nix 2.8 and 2.34 make side by side before they fetch; at 50 ms each, the time could not be told from that without them.
  preferLocalBuild = true;
  impureEnvVars = [
    "http_proxy"
    "https_proxy"
    "ftp_proxy"
    "all_proxy"
    "no_proxy"
  ];
}
