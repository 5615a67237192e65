/**
  Fetches every package of a pnpm-lock.yaml by the hash in the lockfile, for a build to make node_modules from.

  # Inputs

  The default is in brackets.

  `lockfile`
  : the pnpm-lock.yaml; .npmrc and pnpm-workspace.yaml are read beside it

  `otherLockfiles` (`[ ]`)
  : the lockfiles of the workspace's packages, if pnpm-workspace.yaml has `sharedWorkspaceLockfile: false`

  `pnpm`
  : the pnpm of the build, a derivation or its version; or give `storeVersion`

  `storeVersion`
  : the layout of that pnpm's store: "v3" (pnpm 9), "v10" (pnpm 10) or "v11" (pnpm 11 and 12)

  `overrides` (`{ }`)
  : other contents for packages: `{ "name@version" = tarball: PATH; }`. PATH is the new tarball.

  `outputHashes` (`{ }`)
  : `{ "name@version" = HASH; }` for packages without an integrity in the lockfile

  `registries` (`{ }`)
  : `{ default = URL; "@scope" = URL; }`

  `npmrc` (that beside the lockfile)
  : the .npmrc to read registries from, or null. `registries` wins. Put a token for a registry into the file that Nix's `netrc-file` option
    names.

  `patchShebangs` (`true`)
  : whether to patch scripts: files that are executable, and files that a package.json names in `bin`. `#!/usr/bin/env node` becomes `#!`
    and a store path. A script stays as it is if none of the packages below has its interpreter.

  `nativeBuildInputs` (`[ ]`)
  : packages with interpreters and libraries. They are searched first, then nixpkgs' node, bash and coreutils. Without nixpkgs and
    without these, no script is patched.

  `useFakeNode` (`false`)
  : whether scripts for node run with `bun`

  `nodejs`, `bun` (nixpkgs')
  : the Node.js and the bun that scripts are patched to

  `autoPatchElf` (`false`)
  : whether to patch programs and libraries. Programs get nixpkgs' dynamic linker. Programs and libraries get a run path to the libraries
    that they need, in `nativeBuildInputs` and in nixpkgs' C++ library. Libraries in the package itself are found by $ORIGIN.

  `autoPatchelfFlags` (`[ ]`)
  : more options for that, such as `[ "--ignore-missing" "libcuda.so.*" ]`

  `system`, `libc` (the platform of `pkgs`)
  : the platform to install for; `libc` is "glibc" or "musl"

  `allPlatforms` (`false`)
  : whether to fetch packages of other platforms too

  `installer` (`"fragstore"`)
  : what makes node_modules. With "fragstore", the program node-modules writes them straight from the lockfile, and no package manager
    runs. With "pnpm", pnpm itself installs from a store of fragments; this is the default with `otherLockfiles` or configDependencies.

  `linked` (`false`)
  : whether the tree of node_modules is a derivation of its own, and node_modules in the project is symlinks into it. This needs
    `installer = "fragstore"`.

  `importers` (`null`: all)
  : folders of the project, such as `[ "apps/web" ]`. Only their dependencies, and those of the folders that they depend on, are fetched
    and installed.

  `scripts` (`{ }`)
  : install scripts of packages, by name. `{ electron = false; }` runs none.
    `{ better-sqlite3 = { nativeBuildInputs = [ … ]; env = { … }; }; }` adds programs and variables. By default the scripts that the project
    allows run, each package in a derivation of its own. This needs "fragstore" and nixpkgs.

  `env` (`{ }`)
  : variables for all install scripts, `{ name = "value"; }`. `nativeBuildInputs` are in the PATH of the scripts.

  `src` (the folder of the lockfile)
  : the project's folder. Only its manifests, settings and patches are read.

  `shards` (`null`: one derivation for each package)
  : how many derivations to spread the packages over, for a faster first build

  `name` (`"pnpm-store"`)
  : the name of the store path

  # Output

  A derivation for `pnpmConfigHook`. Its `packages` say what was read of each package, by name. With "fragstore" it has `changed`, the packages
  that were patched or built, and `prod`, the same without devDependencies. With "pnpm" it has `fragments`: each package's fragment, or its
  shard. Pass arguments instead of calling overrideAttrs, which has no effect here.

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
