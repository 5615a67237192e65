let
  inherit (builtins) concatStringsSep filter match;
  describe = import ../describe.nix;
  failLine = import ../text/fail.nix;
  fetchTarball = import ./fetchTarball.nix;
  fileInside = import ./fileInside.nix;
  isHash = import ./isHash.nix;
  gitTree = import ./gitTree.nix;
  nixString = import ../text/nixString.nix;
  shellWord = import ../text/shellWord.nix;
  storeName = import ../store/storeName.nix;
  strongestHash = import ./strongestHash.nix;
  tarballUrl = import ./tarballUrl.nix;
in
/**
  What a package is made from: its tarball, which is fetched or is in the project, or the files of a commit of a git repository.

  # Inputs

  `lockfile`
  : the lockfile's path; `file:` is relative to its directory

  `registries`
  : as for fetchDeps

  `outputHashes`
  : as for fetchDeps

  `packages`
  : a list of everything that will be fetched: the message for the first one without a hash names the others, too

  `restore`
  : the command that makes the lockfile complete, if it lacks something about a package from a registry

  `package`
  : of the lockfile; for its attributes, see packages.nix in the folder of its manager

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
  fail = what: failLine "${toString lockfile}: packages: '${key}': ${what}";
  hash = outputHashes.${key} or null;

  # In the store already, or else copied there.
  localFile =
    let
      path = fileInside {
        inherit fail lockfile;
        inherit (source) file;
      };
    in
    if builtins.isString lockfile && builtins.hasContext lockfile then
      "${path}"
    else
      builtins.path {
        inherit path;
        name = "${storeName package}.tgz";
      };

  urlOf = package: tarballUrl { inherit fail registries package; };
  url = urlOf package;
  # Nix prints the URL of what it cannot download, and does not send what comes after "#".
  advice =
    if package.optional && match "[a-zA-Z0-9@/._+:=~-]+" key != null then
      "#if-it-is-gone:overrides.${nixString key}=null;"
    else
      "";
  # With a name, because not every text that a URL ends in can be one in the store.
  prefetch =
    package: "`nix-prefetch-url --name ${storeName package}.tgz ${shellWord (urlOf package)}`";
  hasNoHash =
    other:
    other.key != key
    && !outputHashes ? ${other.key}
    && (other.source ? registry || other.source ? tarball)
    && (other.integrity == null || strongestHash other.integrity == null);
  giveHash = concatStringsSep "; " (
    [ "give outputHashes.${nixString key} = \"sha256:HASH\", with the HASH that ${prefetch package} prints" ]
    ++ map (other: "outputHashes.${nixString other.key} with that of ${prefetch other}") (
      filter hasNoHash packages
    )
  );
  fetched = fetchTarball {
    name = "${storeName package}.tgz";
    url = url + advice;
    hash =
      if outputHashes ? ${key} && isHash hash then
        hash
      else if outputHashes ? ${key} then
        fail "outputHashes gives it ${describe hash}, which is not a hash; ${giveHash}"
      else if package.integrity == null then
        fail "the lockfile has no integrity for it; ${
          if source ? registry then "run `${restore}` to have it written there, or if the registry has none, " else ""
        }${giveHash}"
      else
        let
          strongest = strongestHash package.integrity;
        in
        if strongest == null then
          if match ".*sha(1|256|512)-.*|[^-]*" package.integrity != null then
            fail "its integrity '${package.integrity}' is damaged; restore the lockfile (`git checkout ${baseNameOf lockfile}`), or remove the integrity and run `${restore}`"
          else
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
  fail "it is the directory '${package.path}' of a repository, which fragstore cannot fetch yet; run `npm pack` there and give overrides.${nixString key} = _: ./TARBALL"
else if source ? file then
  localFile
else if source ? repo then
  tree
else
  fetched
