let
  inherit (builtins)
    elemAt
    head
    match
    split
    stringLength
    substring
    ;
  withSlash = url: if substring (stringLength url - 1) 1 url == "/" then url else "${url}/";
in
/**
  The URL of a package's tarball: the lockfile's own, or where the package's registry has it.

  # Inputs

  `fail`
  : called with what is wrong; must not return

  `registries`
  : `default` if it is not npm's own, and a URL for each scope that has its own

  `package`
  : of the lockfile; for its attributes, see packages.nix in the folder of its manager

  # Type

  ```
  tarballUrl :: { fail, registries, package } -> String
  ```
*/
{
  fail,
  registries,
  package,
}:
let
  inherit (package) name source;
  parts = match "(@[^/]+)/(.*)" name;
  bareName = if parts == null then name else elemAt parts 1;
  default = registries.default or "https://registry.npmjs.org/";
  registry = withSlash (if parts == null then default else registries.${head parts} or default);
  # What follows '+' is not part of the name that a registry gives the tarball.
  version = head (split "[+]" package.version);
  host = head (match "(https?://[^/]+).*" registry);
in
if source ? registry then
  "${registry}${name}/-/${bareName}-${version}.tgz"
else if match "https?://.*" source.tarball != null then
  source.tarball
else if match "[a-z+]+:.*" source.tarball != null then
  fail "its tarball '${source.tarball}' does not have an http or https address"
else if substring 0 1 source.tarball == "/" then
  "${host}${source.tarball}"
else
  "${registry}${source.tarball}"
