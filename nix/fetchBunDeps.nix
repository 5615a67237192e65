/**
  What bun's node_modules are made of: every package of a bun.lock, fetched by the hash that the lockfile has. Where bun itself installs,
  its cache is at `share/bun-cache` in it.

  # Inputs

  `bunLock`
  : the bun.lock, or

  `bunNix`
  : a bun.nix that bun2nix made of it. The bun.lock beside it, or given as `bunLock` too, says which packages are of which platform, and
    the integrities of tarballs, by which bun 1.4 looks for them.

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

  `bun`, `nodejs`
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

  `installer`
  : who makes node_modules. "fragstore": the program node-modules writes them straight from the lockfile, and no package manager runs.
    "bun": bun itself installs, from a store of fragments; the default where a `bunNix` is given.

  `linked`
  : whether the tree of node_modules is a derivation of its own, and node_modules in a project is symlinks into it; for
    `installer = "fragstore"`

  `importers`
  : folders of the project, such as `[ "apps/web" ]`: only what they need, and what the folders need that they depend on, is fetched and
    placed; null for all

  `scripts`
  : about the install scripts of packages, by name: `{ electron = false; }` runs none, and
    `{ better-sqlite3 = { nativeBuildInputs = [ … ]; env = { … }; }; }` runs them with more programs and variables. Those that the project
    allows run by default, each package in a derivation of its own. With "fragstore" and nixpkgs only.

  `env`
  : variables for all install scripts, `{ name = "value"; }`; `nativeBuildInputs` are in their PATH, too

  `src`
  : the project's folder, for its manifests, settings and patches; the folder of the lockfile if not given. Nothing else in it matters.

  # Output

  A derivation for `bunHook`, with `packages` (what was read of each package, by name). With "fragstore" it has `changed`, the packages that
  were patched or built, and `prod`, the same without devDependencies; with "bun" it has `fragments` (each package's fragment, by name; with
  shards, the shard that it is in). Give arguments instead of calling overrideAttrs, which does nothing here.

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
