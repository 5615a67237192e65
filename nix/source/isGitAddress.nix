let
  gitUrl = import ./gitUrl.nix;
in
/**
  Whether fragstore reads a repository at this address. A path or `file:` could be anything on the machine that evaluates,
  and a host or user that begins with "-" could be an option of ssh.

  # Type

  ```
  isGitAddress :: String -> Bool
  ```
*/
repo:
builtins.match "(https?|ssh|git)://([^-@/][^@/]*@)?[^-@/][^@/]*(/.*)?" (gitUrl repo) != null
