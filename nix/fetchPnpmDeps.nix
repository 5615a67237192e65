/**
  Fetches every package of a pnpm-lock.yaml by the hash in the lockfile, for a build to make node_modules from.

  # Inputs

  The default is in brackets. The arguments that all fetchers take are in fetchDeps.nix.

  `lockfile`
  : the pnpm-lock.yaml. fragstore also reads .npmrc and pnpm-workspace.yaml beside it.

  `otherLockfiles` (`[ ]`)
  : the lockfiles of the workspace's packages, if pnpm-workspace.yaml has `sharedWorkspaceLockfile: false`

  `pnpm`
  : the pnpm of the build, as a package or as its version. Or give `storeVersion`.

  `storeVersion`
  : the layout of that pnpm's store: "v3" (pnpm 9), "v10" (pnpm 10) or "v11" (pnpm 11 and 12)

  `overrides`
  : functions that return another tarball: `{ "name@version" = tarball: PATH; }`

  `installer` (`"fragstore"`)
  : or "pnpm": pnpm itself installs from a store of fragments. This is the default with `otherLockfiles` or configDependencies.

  `useFakeNode` (`false`), `name` (`"pnpm-store"`)
  : as for all fetchers

  # Output

  A derivation for `pnpmConfigHook`.

  # Type

  ```
  fetchPnpmDeps :: AttrSet -> Derivation
  ```

  # Example

  ```nix
  fetchPnpmDeps { lockfile = ./pnpm-lock.yaml; pnpm = pnpm_10; }
  ```

  The packages are known without a build:

  ```nix
  builtins.attrNames (fetchPnpmDeps { lockfile = ./pnpm-lock.yaml; pnpm = "10"; }).packages
  => [ "is-number@6.0.0" "is-odd@3.0.1" "semver@7.7.1" ]
  ```
*/
import ./fetchDeps.nix (import ./pnpm)
