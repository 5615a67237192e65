let
  inherit (builtins) match;
in
/**
  Whether an address has a password or a token in it, which would be in a derivation, where everybody can read it.

  A user name without a password is usual in addresses of some git hosts (Azure, Bitbucket), and is not a secret. But at GitHub, it can be a
  token: tokens have 40 characters or more, and user names at most 39. At GitLab, a token can be in the query, as `private_token` or `job_token`.

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
