/*
  What arguments can be: `is`, which tells whether a value is of the kind, and `are`, which says in words what is of it, followed by how
  to write one, where NAME is the argument's name. What is `lazy` is looked at only when it is used, for it may come from nixpkgs.
*/
let
  inherit (builtins)
    all
    isAttrs
    isBool
    isFunction
    isInt
    isList
    isString
    match
    ;
  isFile = import ./isFile.nix;
  isLine = import ./lockfile/isLine.nix;
  isPackage = value: isString value && match "/.+" value != null || builtins.isPath value || value ? outPath;
  isNameOf = value: isString value && match "[a-zA-Z0-9+_?=-][a-zA-Z0-9+._?=-]*" value != null;
in
rec {
  fileLike = example: {
    is = isFile;
    are = "a path, which is written without quotes";
    write = "NAME = ${example};";
  };
  folder = fileLike "./.";
  orNull =
    kind:
    kind
    // {
      is = value: value == null || kind.is value;
      are = "${kind.are}, or null";
    };
  # `wrong` is the first item that is not of the kind.
  listOf = isItem: {
    is = value: isList value && all isItem value;
    wrong = value: builtins.head (builtins.filter (item: !isItem item) value);
  };
  orFunction =
    kind:
    kind
    // {
      is = value: kind.is value || isFunction value;
    };
  bool = {
    is = isBool;
    are = "true or false, without quotes";
    write = "NAME = true;";
  };
  text = {
    is = value: isLine value && value != "";
    are = "a string of one line that is not empty";
    write = "NAME = \"…\";";
  };
  script = {
    is = isString;
    are = "a string";
    write = "NAME = \"…\";";
  };
  storeName = {
    is = isNameOf;
    are = "a string of letters, digits and +-._?=";
    write = "NAME = \"my-name\";";
  };
  strings = listOf isString // {
    are = "a list of strings";
    write = "NAME = [ \"…\" \"…\" ];";
  };
  list = {
    is = isList;
    are = "a list";
    write = "NAME = [ … ];";
  };
  set = {
    is = isAttrs;
    are = "a set";
    write = "NAME = { … };";
  };
  variables = {
    is = value: isAttrs value && !value ? outPath;
    are = "a set of variables";
    write = "NAME = { VARIABLE = \"…\"; };";
  };
  byPackage = variables // {
    are = "a set with a package's name and version as each name";
    write = "NAME.\"is-odd@3.0.1\" = …;";
  };
  packages = listOf isPackage // {
    are = "a list of packages";
    write = "NAME = [ python3 ];";
  };
  package = {
    is = value: value == null || isPackage value;
    are = "a package, written without quotes";
    write = "NAME = pkgs.NAME;";
    lazy = true;
  };
  shards = {
    is = value: value == null || isInt value && value > 0;
    are = "a number from 1 on, or null for a derivation per package";
    write = "NAME = 16;";
  };
  libc = {
    is = value: value == "glibc" || value == "musl";
    are = "\"glibc\" or \"musl\"";
    write = "NAME = \"musl\";";
  };
}
