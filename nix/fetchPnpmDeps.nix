/**
  What pnpm's node_modules are made of: every package of a pnpm-lock.yaml, fetched by the hash that the lockfile has.

  # Inputs

  `lockfile`
  : the pnpm-lock.yaml; .npmrc and pnpm-workspace.yaml are looked for beside it

  `otherLockfiles`
  : those of the workspace's packages, where pnpm-workspace.yaml says `sharedWorkspaceLockfile: false`

  `pnpm`
  : the pnpm that will install (a derivation, or its version), or

  `storeVersion`
  : the layout that it reads: "v3" (pnpm 9), "v10" (pnpm 10) or "v11" (pnpm 11, 12)

  `name`
  : of the store's path

  `overrides`
  : packages whose contents are to be others: `{ "name@version" = tarball: PATH; }`, PATH being the tarball to take in its place

  `patchShebangs`
  : whether scripts are patched, those that are executable and those that a package.json names in `bin`: `#!/usr/bin/env node` becomes
    `#!` and a store path. One whose interpreter is in none of the packages below stays as it is.

  `nativeBuildInputs`
  : packages whose programs scripts are patched to run with, before those of the next two

  `nodejs`
  : from nixpkgs, if there is one. If it is not known and `nativeBuildInputs` is empty, no script is patched.

  `useFakeNode`
  : whether scripts for node run with `bun`

  `autoPatchElf`
  : whether programs get `bintools`' dynamic linker, and programs and libraries a run path to those that they need, of
    `nativeBuildInputs` and `libraries` (from nixpkgs, if there is one). What the package itself has is found by $ORIGIN, as is what
    its own run path looks for in another package.

  `autoPatchelfFlags`
  : further options of cafs-add for that, such as `[ "--ignore-missing" "libcuda.so.*" ]`

  `shards`
  : a number of derivations to spread the packages over, for a faster cold build; null for one per package

  `registries`
  : `{ default = URL; "@scope" = URL; }`

  `npmrc`
  : the .npmrc that pnpm will have, to read registries from: that beside the lockfile if not given, null for none. Those in `registries`
    win. A token for a registry goes into the file that Nix's `netrc-file` option names.

  `outputHashes`
  : `{ "name@version" = HASH; }` for packages that the lockfile has no integrity for

  `system`, `libc`
  : the platform to install for; `libc` is "glibc" or "musl"

  `allPlatforms`
  : whether to have optional packages of other platforms too

  `installer`
  : who makes node_modules. "fragstore": the program node-modules writes them straight from the lockfile, and no package manager runs.
    "pnpm": pnpm itself installs, from a store of fragments; the default where there are `otherLockfiles` or configDependencies.

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

  A derivation for `pnpmConfigHook`, with `packages` (what was read of each package, by name). With "fragstore" it has `changed`, the
  packages that were patched or built, and `prod`, the same without devDependencies; with "pnpm" it has `fragments` (each package's
  fragment, by name; with
  shards, the shard that it is in). Give arguments instead of calling overrideAttrs, which does nothing here.

  # Type

  ```
  fetchPnpmDeps :: AttrSet -> Derivation
  ```

  # Example

  ```nix
  fetchPnpmDeps { lockfile = ./pnpm-lock.yaml; pnpm = pnpm_10; }
  ```

  What it reads is known without a build:

  ```nix
  builtins.attrNames (fetchPnpmDeps { lockfile = ./pnpm-lock.yaml; pnpm = "10"; }).packages
  => [ "is-number@6.0.0" "is-odd@3.0.1" "semver@7.7.1" ]
  ```
*/
import ./fetchDeps.nix (import ./pnpm)
