/**
  A fixed-output fetch of one file, by Nix itself.

  This is what `<nix/fetchurl.nix>` makes, without what only says the default: written out because that path cannot be looked up
  under pure evaluation, and because a lockfile makes thousands.

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
  # A download is not worth sending to another machine.
  preferLocalBuild = true;
  impureEnvVars = [
    "http_proxy"
    "https_proxy"
    "ftp_proxy"
    "all_proxy"
    "no_proxy"
  ];
}
