/*
  The kinds of values that arguments can have. `is` tells whether a value is of the kind. `are` describes such values in words. `write`
  shows how to write one; NAME in it is the argument's name. A value of a `lazy` kind may come from nixpkgs, so it is checked only when it
  is used.
*/
let
  inherit (builtins)
    all
    attrNames
    filter
    head
    isAttrs
    isBool
    isFunction
    isInt
    isList
    isPath
    isString
    match
    ;
  describe = import ./describe.nix;
  isHash = import ./source/isHash.nix;
  isFile = import ./isFile.nix;
  isLine = import ./lockfile/isLine.nix;
  isPackage = value: isString value && match "/.+" value != null || isPath value || value ? outPath;
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
  # `wrong` says what in the value is not of the kind, or is null.
  listOf = isItem: {
    is = value: isList value && all isItem value;
    wrong =
      value: if isList value && !all isItem value then describe (head (filter (item: !isItem item) value)) else null;
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
  hash = {
    is = value: value == "" || isHash value;
    are = "a hash with its algorithm, or \"\" to have Nix print it";
    write = "NAME = \"sha256-…\";";
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
  # What a derivation takes as one, too.
  environment =
    let
      isVariable =
        name: value:
        match "[A-Za-z_][A-Za-z0-9_]*" name != null
        && (isString value || isInt value || isBool value || isPath value || value ? outPath);
      wrongIn = set: filter (name: !isVariable name set.${name}) (attrNames set);
    in
    variables
    // {
      is = value: variables.is value && wrongIn value == [ ];
      wrong =
        value:
        if !variables.is value || wrongIn value == [ ] then
          null
        else
          "${head (wrongIn value)}, ${describe value.${head (wrongIn value)}}";
    };
  folders = strings // {
    is = value: strings.is value && value != [ ];
    are = "a list of folders of the project";
    write = "NAME = [ \"apps/web\" ];";
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
