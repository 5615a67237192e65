/**
  The packages of a package-lock.json, each fetched by the hash that the lockfile has, as what npmConfigHook makes node_modules of.

  # Inputs

  `lockfile`
  : the package-lock.json or npm-shrinkwrap.json, of lockfileVersion 2 or 3

  `name`
  : of the store path

  `overrides`
  : packages whose contents are to be others: `{ "name@version" = package: NEW; }`, of tarballs: the package's, and the one to take in
    its place, which may be a folder; null leaves an optional package out. A package that is not a registry's is named by its
    `resolved`: `"name@git+ssh://…#COMMIT"`.

  `registries`, `npmrc`
  : `{ default = URL; "@scope" = URL; }`, and the .npmrc to read such from: that beside the lockfile if not given, null for none. A
    token for a registry goes into the file that Nix's `netrc-file` option names.

  `outputHashes`
  : `{ "name@version" = HASH; }` for packages that the lockfile has no integrity for

  `patchShebangs`, `autoPatchElf`, `autoPatchelfFlags`, `nativeBuildInputs`, `nodejs`, `system`, `libc`, `allPlatforms`
  : as in fetchPnpmDeps

  `scripts`, `env`
  : install scripts run, in a derivation of its own for each package that has one: `scripts.NAME = false` for none, or
    `scripts.NAME = { nativeBuildInputs; env; }`; `env` is for all of them

  `linked`, `importers`, `src`
  : as in fetchPnpmDeps

  # Output

  For npmConfigHook, as `npmDeps`. `packages` is what was read of each package, and `prod` the same without devDependencies.

  # Type

  ```
  fetchNpmDeps :: AttrSet -> Derivation
  ```

  # Example

  ```nix
  fetchNpmDeps { lockfile = ./package-lock.json; }
  ```
*/
import ./fetchDeps.nix (import ./npm)
