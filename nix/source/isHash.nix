let
  inherit (builtins) any isString match;
  # By algorithm: hexadecimal, Nix's base 32, base 64; as SRI, or after the algorithm and a colon.
  forms = [
    "sha1-[A-Za-z0-9+/]{27}="
    "sha256-[A-Za-z0-9+/]{43}="
    "sha512-[A-Za-z0-9+/]{86}=="
    "sha1:([0-9a-fA-F]{40}|[0-9a-z]{32}|[A-Za-z0-9+/]{27}=)"
    "sha256:([0-9a-fA-F]{64}|[0-9a-z]{52}|[A-Za-z0-9+/]{43}=)"
    "sha512:([0-9a-fA-F]{128}|[0-9a-z]{103}|[A-Za-z0-9+/]{86}==)"
  ];
in
/**
  Whether a value is a hash that says its algorithm, as Nix takes it.

  # Type

  ```
  isHash :: Any -> Bool
  ```
*/
value: isString value && any (form: match form value != null) forms
