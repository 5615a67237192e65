let
  inherit (builtins) match readFile substring;
in
/**
  Whether `npm install --package-lock-only` keeps the versions of a yarn.lock. It does so for a file of Yarn 1 (seen with npm 10 to 12). For
  a file of a later Yarn, it takes the newest versions that package.json allows.

  # Type

  ```
  readsYarnLock :: Path -> Bool
  ```
*/
file: match "(#[^\n]*\n)*# yarn lockfile v1[\r\n].*" (substring 0 300 (readFile file)) != null
