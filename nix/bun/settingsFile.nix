let
  inherit (builtins)
    concatStringsSep
    filter
    head
    isString
    match
    readFile
    split
    toFile
    unsafeDiscardStringContext
    ;
  # `https://user:password@host`, and the keys that hold a token or a password: `_authToken` in .npmrc, `token` in bunfig.toml.
  withoutUser = line: concatStringsSep "" (map (part: if isString part then part else head part) (split "(https?://)[^/@\"' ]*@" line));
  withoutKeys = line: concatStringsSep "" (map (part: if isString part then part else "${head part}\"\"") (split "((token|password|username)[ \t]*=[ \t]*)(\"[^\"]*\"|'[^']*')" line));
  isSecret = line: match ".*(:|^)(_[a-zA-Z]+|username|email|certfile|keyfile)[ \t]*=.*" line != null;
in
/**
  A project's .npmrc or bunfig.toml as a store path, without its secrets: everybody can read that.

  # Type

  ```
  settingsFile :: String -> null | Path -> null | String
  ```
*/
name: path:
if path == null then
  null
else
  toFile name (
    concatStringsSep "\n" (
      map (line: withoutKeys (withoutUser line)) (
        filter (line: isString line && !isSecret line) (
          split "\r?\n" (unsafeDiscardStringContext (readFile path))
        )
      )
    )
  )
