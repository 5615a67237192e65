let
  gitUrl = import ./gitUrl.nix;
  isGitAddress = import ./isGitAddress.nix;
  # A checkout has all files unchanged. Without these options, Nix makes an archive, in which .gitattributes can leave out or change files.
  # Before 2.21, only `submodules` makes a checkout.
  wholeTree =
    if builtins.compareVersions builtins.nixVersion "2.21" < 0 then
      { submodules = true; }
    else
      { exportIgnore = false; };
in
/**
  A commit of a git repository, checked out.

  # Inputs

  `fail`
  : called with what is wrong; must not return

  `name`
  : of the store path

  `repo`
  : its URL, as a lockfile has it

  `commit`
  : 40 hex digits

  `hash`
  : what the tree's hash must be, or null

  # Type

  ```
  gitTree :: { fail, name, repo, commit, hash } -> String
  ```
*/
{
  fail,
  name,
  repo,
  commit,
  hash,
}:
let
  tree = builtins.fetchGit (
    {
      url = gitUrl repo;
      rev = commit;
      allRefs = true;
      inherit name;
    }
    // wholeTree
  );
in
if builtins.match "[0-9a-f]{40}" commit == null then
  fail "'${commit}' is not a git commit"
else if !isGitAddress repo then
  fail "its repository '${repo}' does not have an https, http, ssh or git address; depend on one that does, or on a tarball in the project"
else if hash != null && hash != tree.narHash then
  fail "its tree has the hash ${tree.narHash}, not the given ${hash}"
else
  tree.outPath
