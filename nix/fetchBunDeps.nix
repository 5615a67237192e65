/**
  The install cache that bun installs a lockfile from: every package fetched by the hash that the lockfile has, made into a
  fragment by a derivation of its own, and the fragments merged. The cache is at `share/bun-cache` in it.

  # Inputs

  `bunLock`
  : the bun.lock, or

  `bunNix`
  : a bun.nix that bun2nix made of it. The bun.lock beside it, or given as `bunLock` too, says which packages are of which platform, and
    the integrities of tarballs, by which bun 1.4 looks for them.

  `tools`
  : from tools.nix

  `pkgs`
  : for what a bun.nix asks for besides bun2nix's own fetchers

  `name`
  : of the cache's path

  `overrides`
  : packages whose contents are to be others: `{ "name@version" = package: NEW; }`, of directories: the package's, and the one to
    take in its place; null leaves an optional package out, such as one that the registry no longer has. Those that come from elsewhere than a registry are named `tarball:URL`, `github:owner-repo-commit`,
    `git:commit`.

  `patchShebangs`
  : whether scripts are patched, those that are executable and those that a package.json names in `bin`: `#!/usr/bin/env node` becomes
    `#!` and a store path. One whose interpreter is in none of the packages below stays as it is.

  `nativeBuildInputs`
  : packages whose programs scripts are patched to run with, before those of the next three

  `bun`, `nodejs`, `initialPath`
  : from nixpkgs, if there is one. Before bun 1.4.4, or if it is not known, packages of another libc are fetched too. If none of them is known and `nativeBuildInputs` is empty, no script is patched.

  `useFakeNode`
  : whether scripts for node run with bun; else `nodejs` is looked into

  `autoPatchElf`
  : whether programs get `bintools`' dynamic linker, and programs and libraries a run path to those that they need, of
    `nativeBuildInputs` and `libraries` (from nixpkgs, if there is one). What the package itself has is found by $ORIGIN, as is what
    its own run path looks for in another package.

  `autoPatchelfFlags`
  : further options of cache-entry-creator for that, such as `[ "--ignore-missing" "libcuda.so.*" ]`

  `shards`
  : a number of derivations to spread the packages over, for a faster cold build; null for one per package

  `registries`
  : `{ default = URL; "@scope" = URL; }`

  `npmrc`, `bunfig` (bun2nix's `npmrcPath`, `bunfigPath`, which need not exist)
  : the .npmrc and the bunfig.toml that bun will have, to read registries from: those beside the lockfile if not given, null for
    none. Those in `registries` win. A token for a registry goes into the file that Nix's `netrc-file` option names.

  `outputHashes`
  : `{ "name@version" = HASH; }` for packages that the lockfile has no integrity for

  `system`, `libc`
  : the platform to install for; `libc` is "glibc" or "musl"

  `allPlatforms`
  : whether to have packages of other platforms too, which bun installs with `--cpu=*` or `--os=*`. With a bun.nix that has no
    bun.lock beside it, nothing tells a package's platform, and all are taken.

  `linked`
  : whether to install the packages of the cache, too, once for all builds: into a linked store (see linkedStore.nix), for bun 1.4 and
    later. A project's node_modules is symlinks then.

  `prod`
  : whether the linked store is without devDependencies

  `src`
  : for a linked store: the project, if that is not where the lockfile is. What decides what bun installs is taken of it, and an edit
    of anything else builds nothing here.

  `env`
  : variables for install scripts, which run in a linked store with the programs of `nativeBuildInputs`; for addons there is
    `{ npm_config_nodedir = nodejs; }`, with `useFakeNode` false by itself

  `stdenv`, `bunHook`
  : what makes a linked store, from nixpkgs and hooks/

  `tests`
  : what the result has as `passthru.tests`

  # Output

  The cache's derivation, or the linked store's, with `packages` (what was read of each package, by name) and `fragments` (each
  package's fragment, by name; with shards, the shard it is in). A linked store has besides `unlinked`, the cache, and `prod`, the same
  without devDependencies. What is to be other about it is said here, not by overrideAttrs.

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
