/**
  The store that pnpm installs a lockfile from: every package fetched by the hash that the lockfile has, made into a fragment by a
  derivation of its own, and the fragments merged.

  # Inputs

  `lockfile`
  : the pnpm-lock.yaml; .npmrc and pnpm-workspace.yaml are looked for beside it

  `otherLockfiles`
  : those of the workspace's packages, where pnpm-workspace.yaml says `sharedWorkspaceLockfile: false`

  `tools`
  : from tools.nix

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

  `nodejs`, `initialPath`
  : from nixpkgs, if there is one. If none of them is known and `nativeBuildInputs` is empty, no script is patched.

  `useFakeNode`
  : whether scripts for node run with `bun`, from nixpkgs too

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

  `linked`
  : whether to have a linked store (pnpm 11.7 or later): pnpm installs the packages once, in a derivation after the merge, with the
    scripts run that the project allows, and an app's node_modules is symlinks

  `prod`
  : whether the linked store goes without devDependencies

  `src`
  : the project's folder, whose manifests and settings a linked store is made from; the folder of `lockfile` if not given. Nothing
    else in it matters.

  `env`
  : variables for scripts, `{ name = "value"; }`; `nativeBuildInputs` are what they find in PATH

  `stdenv`, `nodejs`, `pnpmConfigHook`
  : what a linked store is made with, from nixpkgs and from here, if there is a nixpkgs. The Node.js is to be that of the app.

  `tests`
  : what the result has as `passthru.tests`

  # Output

  The store's derivation, with `packages` (what was read of each package, by key) and `fragments` (each package's fragment, by
  key; with shards, the shard it is in). A linked store has `unlinked`, the store that it was made from, and `prod`, the linked store
  without devDependencies, too. What is to be other about it is said here, not by overrideAttrs.

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
  builtins.attrNames (fetchPnpmDeps { lockfile = ./pnpm-lock.yaml; pnpm = "10"; }).fragments
  => [ "is-number@6.0.0" "is-odd@3.0.1" "semver@7.7.1" ]
  ```
*/
import ./fetchDeps.nix (import ./pnpm)
