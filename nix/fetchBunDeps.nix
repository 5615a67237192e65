/**
  Fetches every package of a bun.lock by the hash in the lockfile, for a build to make node_modules from. Where bun itself installs,
  its cache is at `share/bun-cache` in it.

  # Inputs

  The default is in brackets.

  `bunLock`
  : the bun.lock; or give `bunNix`

  `bunNix`
  : a bun.nix that bun2nix made. The bun.lock beside it, or given as `bunLock` too, says which packages are for which platform, and has the
    integrities of tarballs, by which bun 1.4 looks for them.

  `pkgs`
  : for a bun.nix that asks for more than bun2nix's own fetchers

  `overrides` (`{ }`)
  : other contents for packages: `{ "name@version" = package: NEW; }`. Both are folders. null leaves an optional package out.
    A package that is not from a registry is named `tarball:URL`, `github:owner-repo-commit` or `git:commit`.

  `outputHashes` (`{ }`)
  : `{ "name@version" = HASH; }` for packages without an integrity in the lockfile

  `registries` (`{ }`)
  : `{ default = URL; "@scope" = URL; }`

  `npmrc`, `bunfig` (those beside the lockfile)
  : the .npmrc and the bunfig.toml to read registries from, or null. `registries` wins. bun2nix's `npmrcPath` and `bunfigPath` may name a
    file that does not exist. Put a token for a registry into the file that Nix's `netrc-file` option names.

  `patchShebangs` (`true`)
  : whether to patch scripts: files that are executable, and files that a package.json names in `bin`. `#!/usr/bin/env node` becomes `#!`
    and a store path. A script stays as it is if none of the packages below has its interpreter.

  `nativeBuildInputs` (`[ ]`)
  : packages with interpreters and libraries. They are searched first, then nixpkgs' node, bash and coreutils. Without nixpkgs and
    without these, no script is patched.

  `useFakeNode` (`true`)
  : whether scripts for node run with `bun`

  `nodejs`, `bun` (nixpkgs')
  : the Node.js and the bun that scripts are patched to. For bun before 1.4.4, or if it is not known, packages of another libc are fetched too.

  `autoPatchElf` (`false`)
  : whether to patch programs and libraries. Programs get nixpkgs' dynamic linker. Programs and libraries get a run path to the libraries
    that they need, in `nativeBuildInputs` and in nixpkgs' C++ library. Libraries in the package itself are found by $ORIGIN.

  `autoPatchelfFlags` (`[ ]`)
  : more options for that, such as `[ "--ignore-missing" "libcuda.so.*" ]`

  `system`, `libc` (the platform of `pkgs`)
  : the platform to install for; `libc` is "glibc" or "musl"

  `allPlatforms` (`false`)
  : whether to fetch packages of other platforms too, which bun installs with `--cpu=*` or `--os=*`. With a bun.nix
    and no bun.lock, nothing tells a package's platform, and all packages are fetched.

  `installer` (`"fragstore"`)
  : what makes node_modules. With "fragstore", the program node-modules writes them straight from the lockfile, and no package manager
    runs. With "bun", bun itself installs from a store of fragments; this is the default with `bunNix`.

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

  `name` (`"bun-cache"`)
  : the name of the store path

  # Output

  A derivation for `bunHook`. Its `packages` say what was read of each package, by name. With "fragstore" it has `changed`, the packages
  that were patched or built, and `prod`, the same without devDependencies. With "bun" it has `fragments`: each package's fragment, or its
  shard. Pass arguments instead of calling overrideAttrs, which has no effect here.

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
