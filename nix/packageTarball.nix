let
  inherit (builtins)
    elemAt
    match
    pathExists
    substring
    ;
  fetchTarball = import ./fetchTarball.nix;
  storeName = import ./storeName.nix;
  strongestHash = import ./strongestHash.nix;
  tarballUrl = import ./tarballUrl.nix;
in
/**
  What a package's fragment is made of: the tarball, fetched or lying beside the lockfile, or for `type: git` the checked-out tree.

  # Inputs

  `lockfile`
  : the lockfile's path; `file:` is relative to its directory

  `registries`
  : as for fetchPnpmDeps

  `outputHashes`
  : as for fetchPnpmDeps

  `package`
  : from pnpmPackages

  # Type

  ```
  packageTarball :: { lockfile, registries, outputHashes } -> package -> String
  ```
*/
{
  lockfile,
  registries,
  outputHashes,
}:
package:
let
  inherit (package) key source;
  fail = what: throw "${toString lockfile}: packages: '${key}': ${what}";
  hash = outputHashes.${key} or null;

  directory = dirOf lockfile;
  # In the store already, or else copied there.
  localFile =
    if !pathExists (directory + "/${source.file}") then
      fail "there is no file ${toString directory}/${source.file}; give fetchPnpmDeps the lockfile where it lies (`lockfile = ./pnpm-lock.yaml;`), with this file in the same place as for pnpm"
    else if builtins.isString lockfile && builtins.hasContext lockfile then
      "${directory}/${source.file}"
    else
      builtins.path {
        path = directory + "/${source.file}";
        name = "${storeName package}.tgz";
      };

  url = tarballUrl { inherit fail registries package; };
  fetched = fetchTarball {
    name = "${storeName package}.tgz";
    inherit url;
    hash =
      if hash != null then
        hash
      else if package.integrity == null then
        fail "the lockfile has no integrity for it; give outputHashes.\"${key}\" = \"sha256:HASH\", with the HASH that `nix-prefetch-url ${url}` prints"
      else
        let
          strongest = strongestHash package.integrity;
        in
        if strongest == null then
          fail "its integrity '${package.integrity}' has no hash that Nix can check (sha512, sha256, sha1); give outputHashes.\"${key}\" = \"sha256:HASH\", with the HASH that `nix-prefetch-url ${url}` prints"
        else
          strongest;
  };

  # git@host:path is ssh; pnpm's own `git+` is not part of the URL.
  gitUrl =
    let
      bare = if substring 0 4 source.repo == "git+" then substring 4 (-1) source.repo else source.repo;
      scp = match "([^/:@]+@[^/:]+):([^/].*|/[^/].*)" bare;
    in
    if scp != null then "ssh://${elemAt scp 0}/${elemAt scp 1}" else bare;
  tree =
    if match "[0-9a-f]{40}" source.commit == null then
      fail "'${source.commit}' is not a git commit"
    else
      builtins.fetchGit {
        url = gitUrl;
        rev = source.commit;
        allRefs = true;
        name = storeName package;
      };
  checkedTree =
    if hash != null && hash != tree.narHash then
      fail "its tree has the hash ${tree.narHash}, not ${hash} as outputHashes has it"
    else
      tree.outPath;
in
if package.path != null then
  fail "it is the directory '${package.path}' of a repository, which cannot be taken out of it yet; run `npm pack` there and give overrides.\"${key}\" = ./TARBALL"
else if source ? file then
  localFile
else if source ? repo then
  checkedTree
else
  fetched
