/**
  Fetches every package of a package-lock.json by the hash in the lockfile, for a build to make node_modules from.

  # Inputs

  The default is in brackets. The arguments that all fetchers take are in fetchDeps.nix.

  `lockfile`
  : the package-lock.json or npm-shrinkwrap.json, of lockfileVersion 2 or 3

  `overrides`
  : functions that return another tarball or a folder: `{ "name@version" = tarball: PATH; }`. The name of a package that is not from a
    registry has its `resolved`: `"name@git+ssh://…#COMMIT"`.

  `useFakeNode` (`false`), `name` (`"npm-deps"`)
  : as for all fetchers

  # Output

  A derivation for `npmConfigHook`.

  # Type

  ```
  fetchNpmDeps :: AttrSet -> Derivation
  ```

  # Example

  ```nix
  fetchNpmDeps { lockfile = ./package-lock.json; }
  ```

  ```nix
  fetchNpmDeps {
    lockfile = ./package-lock.json;
    importers = [ "." ];
    registries."@work" = "https://npm.example.org/";
    autoPatchElf = true;
  }
  ```
*/
import ./fetchDeps.nix (import ./npm)
