let
  gitUrl = import ./gitUrl.nix;
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
  tree = builtins.fetchGit {
    url = gitUrl repo;
    rev = commit;
    allRefs = true;
    inherit name;
  };
in
if builtins.match "[0-9a-f]{40}" commit == null then
  fail "'${commit}' is not a git commit"
else if hash != null && hash != tree.narHash then
  fail "its tree has the hash ${tree.narHash}, not ${hash} as outputHashes has it"
else
  tree.outPath
