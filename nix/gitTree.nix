let
  inherit (builtins)
    elemAt
    head
    match
    substring
    ;

  # git@host:path is ssh, and so is bun's ssh://git@host:path; a package manager's own `git+` is not part of the URL.
  gitUrl =
    repo:
    let
      bare = if substring 0 4 repo == "git+" then substring 4 (-1) repo else repo;
      withScheme = match "ssh://([^/:@]+@[^/:]+:[^/0-9].*)" bare;
      scp = match "([^/:@]+@[^/:]+):([^/].*|/[^/].*)" (if withScheme == null then bare else head withScheme);
    in
    if scp == null then bare else "ssh://${elemAt scp 0}/${elemAt scp 1}";
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
if match "[0-9a-f]{40}" commit == null then
  fail "'${commit}' is not a git commit"
else if hash != null && hash != tree.narHash then
  fail "its tree has the hash ${tree.narHash}, not ${hash} as outputHashes has it"
else
  tree.outPath
