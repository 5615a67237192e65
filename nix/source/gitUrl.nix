let
  inherit (builtins)
    elemAt
    head
    match
    substring
    ;
in
/**
  The URL of a git repository as Nix takes it, from how package managers write it: with their own `git+` before it, or as
  `git@host:path`, which is ssh, and which bun writes as `ssh://git@host:path`.

  # Type

  ```
  gitUrl :: String -> String
  ```
*/
repo:
let
  bare = if substring 0 4 repo == "git+" then substring 4 (-1) repo else repo;
  withScheme = match "ssh://([^/:@]+@[^/:]+:[^/0-9].*)" bare;
  scp = match "([^/:@]+@[^/:]+):([^/].*|/[^/].*)" (if withScheme == null then bare else head withScheme);
in
if scp == null then bare else "ssh://${elemAt scp 0}/${elemAt scp 1}"
