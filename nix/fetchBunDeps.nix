/**
  Fetches every package of a bun.lock by the hash in the lockfile, for a build to make node_modules from. With
  `installer = "bun"`, the result has bun's cache at `share/bun-cache`.

  # Inputs

  The default is in brackets. The arguments that all fetchers take are in fetchDeps.nix.

  `bunLock`
  : the bun.lock. Or give `bunNix`.

  `bunNix`
  : a bun.nix that bun2nix made. If there is a bun.lock beside it, or in `bunLock`, fragstore reads there which packages are for which
    platform, and the integrities by which bun 1.4 finds tarballs. Without a bun.lock, all packages are fetched.

  `pkgs`
  : nixpkgs, if the bun.nix needs more than bun2nix's own fetchers

  `overrides`
  : functions that return another folder: `{ "name@version" = package: NEW; }`. The name of a package that is not from a registry is
    `tarball:URL`, `github:owner-repo-commit` or `git:commit`.

  `npmrc`, `bunfig` (those beside the lockfile)
  : the .npmrc and the bunfig.toml to read registries from, or null. bun2nix's names `npmrcPath` and `bunfigPath` also work, even if the
    file does not exist.

  `bun` (nixpkgs')
  : the bun of the build. If it is older than 1.4.4, or not known, packages for another libc are fetched too.

  `allPlatforms` (`false`)
  : set it if bun gets `--cpu=*` or `--os=*`

  `installer` (`"fragstore"`)
  : or "bun": bun itself installs from a cache of fragments. This is the default with `bunNix`.

  `useFakeNode` (`true`), `name` (`"bun-cache"`)
  : as for all fetchers

  # Output

  A derivation for `bunHook`.

  # Type

  ```
  fetchBunDeps :: AttrSet -> Derivation
  ```

  # Example

  ```nix
  fetchBunDeps { bunLock = ./bun.lock; }
  ```
*/
import ./fetchDeps.nix (import ./bun)
