let
  inherit (builtins) match readFile substring;
in
/**
  Whether npm takes the versions of a yarn.lock: of Yarn 1 it does (`npm install --package-lock-only`, seen with npm 10 to 12). Instead of
  those of a later Yarn it takes the newest that package.json allows.

  # Type

  ```
  readsYarnLock :: Path -> Bool
  ```
*/
file: match "(#[^\n]*\n)*# yarn lockfile v1[\r\n].*" (substring 0 300 (readFile file)) != null
