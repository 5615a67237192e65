let
  inherit (builtins) match;
in
/**
  Whether an address has a password or a token in it, which would be in a derivation, where everybody can read it.

  A name alone is a part of addresses at some git hosts (Azure, Bitbucket). GitHub takes a token in its place, and tokens there have 40
  characters or more, names at most 39. GitLab takes one in the query, as `private_token` or `job_token`.

  # Type

  ```
  hasSecret :: String -> Bool
  ```

  # Example

  ```nix
  map hasSecret [ "https://me:pass@example.org/x.tgz" "git+ssh://git@example.org/x.git" ]
  => [ true false ]
  ```
*/
url:
match "([a-z+]+:)?//([^/@]*:[^/@]*|[^/@]{40,})@.*" url != null
|| match "[^?#]*[?]([^#]*[&])?([A-Za-z_-]*[Tt]oken|[Pp]assword)=[^&#]+.*" url != null
