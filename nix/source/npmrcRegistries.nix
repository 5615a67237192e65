let
  inherit (builtins)
    elemAt
    filter
    isString
    listToAttrs
    match
    replaceStrings
    split
    ;
  readFile = import ../lockfile/readFile.nix;
  withoutCredentials = import ./withoutCredentials.nix;
in
/**
  The registries that an .npmrc names: `registry=URL` as `default`, `@scope:registry=URL` as `"@scope"`. Its other settings do not
  matter to what is fetched.

  # Type

  ```
  npmrcRegistries :: Path -> { default :: String; "@scope" :: String; … }
  ```
*/
npmrc:
let
  # What is after a [section] does not count.
  settings = builtins.head (split "(^|\n)[ \t]*\\[" (readFile npmrc));
  lines = filter isString (split "\n" (replaceStrings [ "\r" ] [ "" ] settings));
  entries = filter (entry: entry != null) (
    map (match ''[ 	]*(@[^:= 	]+:)?registry[ 	]*=[ 	]*["']?([^"' 	]*)["']?[ 	]*'') lines
  );
  registry =
    entry:
    let
      scope = elemAt entry 0;
      url = elemAt entry 1;
    in
    {
      name = if scope == null then "default" else elemAt (split ":" scope) 0;
      value =
        if match "https?://[^$]+" url != null then
          withoutCredentials url
        else
          throw "${toString npmrc}: '${url}' is not the URL of a registry (environment variables are not read); give it in `registries`";
    };
in
# In an .npmrc the last of two settings counts, in listToAttrs the first.
listToAttrs (builtins.foldl' (list: entry: [ (registry entry) ] ++ list) [ ] entries)
