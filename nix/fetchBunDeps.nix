/**
  Fetches every package of a bun.lock by the hash in the lockfile, for a build to make node_modules from. Where bun itself installs,
  its cache is at `share/bun-cache` in it.

  # Inputs

  The default is in brackets. fetchDeps.nix has the arguments that all fetchers take.

  `bunLock`
  : the bun.lock; or give `bunNix`

  `bunNix`
  : a bun.nix that bun2nix made. The bun.lock beside it, or given as `bunLock` too, says which packages are for which platform, and has the
    integrities of tarballs, by which bun 1.4 looks for them. Without a bun.lock, all packages are fetched.

  `pkgs`
  : for a bun.nix that asks for more than bun2nix's own fetchers

  `overrides`
  : are functions from a folder to another: `{ "name@version" = package: NEW; }`. A package that is not from a registry is named
    `tarball:URL`, `github:owner-repo-commit` or `git:commit`.

  `npmrc`, `bunfig` (those beside the lockfile)
  : the .npmrc and the bunfig.toml to read registries from, or null. bun2nix's `npmrcPath` and `bunfigPath` may name a file that does not
    exist.

  `bun` (nixpkgs')
  : for a bun before 1.4.4, or if it is not known, packages of another libc are fetched too

  `allPlatforms` (`false`)
  : is for `--cpu=*` and `--os=*`

  `installer` (`"fragstore"`)
  : or "bun": bun itself installs from a cache of fragments. This is the default with `bunNix`.

  `useFakeNode` (`true`), `name` (`"bun-cache"`)
  : as for all

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
