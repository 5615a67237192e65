# A file of lines NAME<TAB>ADVICE, for hooks, which cannot read ../nix/downloads.nix.
let
  downloads = import ../nix/downloads.nix;
  downloadAdvice = import ../nix/downloadAdvice.nix;
  line = name: "${name}\t${downloadAdvice downloads.${name}}\n";
in
builtins.toFile "downloads" (builtins.concatStringsSep "" (map line (builtins.attrNames downloads)))
