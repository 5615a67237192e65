let
  inherit (builtins)
    concatStringsSep
    filter
    pathExists
    replaceStrings
    ;
  fetchTarball = import ./fetchTarball.nix;
  gitTree = import ./gitTree.nix;
  storeName = import ../store/storeName.nix;
  strongestHash = import ./strongestHash.nix;
  tarballUrl = import ./tarballUrl.nix;
in
/**
  What a package's fragment is made of: the tarball, fetched or lying beside the lockfile, or of a git repository the checked-out
  tree.

  # Inputs

  `lockfile`
  : the lockfile's path; `file:` is relative to its directory

  `registries`
  : as for fetchPnpmDeps

  `outputHashes`
  : as for fetchPnpmDeps

  `packages`
  : a list of all that will be fetched: those that have no hash either are named along with the first

  `restore`
  : the command that writes into the lockfile what it lacks of a registry's packages

  `package`
  : from pnpmPackages or bunPackages

  # Type

  ```
  packageTarball :: { lockfile, registries, outputHashes, packages, restore } -> package -> String
  ```
*/
{
  lockfile,
  registries,
  outputHashes,
  packages,
  restore,
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
      fail "there is no file ${toString directory}/${source.file}; give the lockfile where it lies in the project (a path: ./${baseNameOf lockfile}), with this file in its place"
    else if builtins.isString lockfile && builtins.hasContext lockfile then
      "${directory}/${source.file}"
    else
      builtins.path {
        path = directory + "/${source.file}";
        name = "${storeName package}.tgz";
      };

  urlOf = package: tarballUrl { inherit fail registries package; };
  url = urlOf package;
  # Quoted for a shell, and with a name for what the URL ends in: not every text can be one in the store.
  prefetch =
    package:
    "`nix-prefetch-url --name ${storeName package}.tgz '${
      replaceStrings [ "'" ] [ "%27" ] (urlOf package)
    }'`";
  hasNoHash =
    other:
    other.key != key
    && !outputHashes ? ${other.key}
    && (other.source ? registry || other.source ? tarball)
    && (other.integrity == null || strongestHash other.integrity == null);
  giveHash = concatStringsSep "; " (
    [ "give outputHashes.\"${key}\" = \"sha256:HASH\", with the HASH that ${prefetch package} prints" ]
    ++ map (other: "outputHashes.\"${other.key}\" with that of ${prefetch other}") (
      filter hasNoHash packages
    )
  );
  fetched = fetchTarball {
    name = "${storeName package}.tgz";
    inherit url;
    hash =
      if hash != null then
        hash
      else if package.integrity == null then
        fail "the lockfile has no integrity for it; ${
          if source ? registry then "run `${restore}` to have it written there, or if the registry has none, " else ""
        }${giveHash}"
      else
        let
          strongest = strongestHash package.integrity;
        in
        if strongest == null then
          fail "its integrity '${package.integrity}' has no hash that Nix can check (sha512, sha256, sha1); ${giveHash}"
        else
          strongest;
  };

  tree = gitTree {
    inherit fail hash;
    inherit (source) repo commit;
    name = storeName package;
  };
in
if package.path or null != null then
  fail "it is the directory '${package.path}' of a repository, which cannot be taken out of it yet; run `npm pack` there and give overrides.\"${key}\" = _: ./TARBALL"
else if source ? file then
  localFile
else if source ? repo then
  tree
else
  fetched
