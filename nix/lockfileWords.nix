# The names of lockfiles for shells: words MANAGER:NAME:NAME…, with blanks between them.
let
  lockfiles = import ./lockfiles.nix;
  word = manager: builtins.concatStringsSep ":" ([ manager ] ++ lockfiles.${manager}.names);
in
toString (map word (builtins.attrNames lockfiles))
