let
  inherit (builtins)
    attrNames
    elemAt
    filter
    functionArgs
    head
    isFunction
    isPath
    isString
    mapAttrs
    match
    removeAttrs
    ;
  fetchTarball = import ../fetchTarball.nix;
  gitTree = import ../gitTree.nix;
  storeName = import ../storeName.nix;

  # The fetchers that bun2nix writes calls of, made of Nix's own.
  fetchers = {
    fetchurl =
      {
        url,
        hash,
        name ? storeName {
          name = baseNameOf url;
          version = null;
        },
      }:
      fetchTarball { inherit url hash name; };
    fetchgit =
      {
        url,
        rev,
        hash,
      }:
      gitTree {
        fail = what: throw "${url}: ${what}";
        name = "source";
        repo = url;
        commit = rev;
        inherit hash;
      };
    fetchFromGitHub =
      {
        owner,
        repo,
        rev,
        hash,
      }:
      builtins.fetchTarball {
        url = "https://github.com/${owner}/${repo}/archive/${rev}.tar.gz";
        sha256 = hash;
      };
    copyPathToStore = path: { beside = path; };
  };
in
/**
  The packages that a bun.nix names, a file that bun2nix made, by the names that they have there.

  # Inputs

  `bunNix`
  : the file, or the function in it

  `pkgs`
  : an attribute set that has what the function asks for besides bun2nix's own fetchers, or null

  # Type

  ```
  nixPackages :: { bunNix, pkgs } -> { "name@version" :: {
    key, name :: String;
    version, integrity :: null | String;
    source :: AttrSet;               # { tarball } (a URL), if that is known
    original :: String | Derivation; # the tarball, or a directory
  }; … }
  ```
*/
{ bunNix, pkgs }:
let
  file = if isFunction bunNix then "bunNix" else toString bunNix;
  function = if isFunction bunNix then bunNix else import bunNix;
  asked = functionArgs function;
  argument =
    name:
    if fetchers ? ${name} then
      fetchers.${name}
    else if pkgs == null then
      throw "${file}: it asks for '${name}', which is not one of bun2nix's own fetchers; give `pkgs`"
    else
      pkgs.${name};
  isLeftOut = name: asked.${name} && !fetchers ? ${name} && !pkgs ? ${name};
  named = function (
    mapAttrs (name: _: argument name) (removeAttrs asked (filter isLeftOut (attrNames asked)))
  );

  # A workspace, which bun takes from where it lies. Others are not looked at for that: what is fetched would be fetched.
  isWorkspace =
    key:
    match "(tarball|github|git):.*" key == null
    && named.${key} ? beside
    && match ".*[.](tgz|tar[.]gz)" (toString named.${key}.beside) == null;

  readPackage =
    key: value:
    let
      parts = match "((@[^@/]+/)?[^@/:]+)@(.*)" key;
    in
    {
      inherit key;
      name = if parts == null then key else head parts;
      version = if parts == null then null else elemAt parts 2;
      integrity = null;
      source = if parts != null && value ? url then { tarball = value.url; } else { };
      original =
        if value ? beside then
          throw "${file}: '${key}' is a tarball in the project, whose name for bun is not known here; give `bunLock = ./bun.lock;` in place of bunNix"
        else if isString value || isPath value || value ? outPath then
          value
        else
          throw "${file}: '${key}' is not a package that has been fetched; have bun2nix 2 write the file anew, or give `bunLock = ./bun.lock;` in its place";
    };
in
if !isFunction function then
  throw "${file}: it is no function from fetchers to packages, so it is no bun.nix; have bun2nix 2 write it anew, or give `bunLock = ./bun.lock;` in its place"
else
  mapAttrs readPackage (removeAttrs named (filter isWorkspace (attrNames named)))
