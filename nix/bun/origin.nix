let
  inherit (builtins)
    elemAt
    head
    isString
    length
    match
    ;
in
/**
  What a lockfile's entry says of where a package comes from.

  # Inputs

  `fail`
  : called with what is wrong; must not return

  `rewrite`
  : what to do about it

  `localFile`
  : gives the path of a tarball in the project relative to the lockfile

  `entry`
  : a list that begins with 'name@resolution'

  `resolution`
  : what comes after the name

  # Type

  ```
  bunOrigin :: { fail, rewrite, localFile } -> { entry, resolution } -> { key, version, integrity, source } # as in bunPackages
  ```
*/
{
  fail,
  rewrite,
  localFile,
}:
{ entry, resolution }:
let
  count = length entry;
  text =
    what: index:
    if index < count && isString (elemAt entry index) then
      elemAt entry index
    else
      fail "its ${what} is not a text; ${rewrite}";
  # Where bun knew none, it left the place out, or empty.
  integrity =
    index:
    if index >= count || elemAt entry index == "" then null else text "integrity" index;

  isUrl = match "https?://.*" resolution != null;
  isLocal = match ".*://.*" resolution == null && match ".*[.](tgz|tar[.]gz)" resolution != null;
  github = match "github:([^/]+)/([^#]+)#(.+)" resolution;
  git = match "(git[+:@].*)#[^#]*" resolution;
in
# A registry's package alone has a text here: where its tarball is, "" for where the registry has it.
if count > 1 && isString (elemAt entry 1) then
  {
    key = head entry;
    version = resolution;
    integrity = if count < 4 then fail "it has no integrity; ${rewrite}" else integrity 3;
    source = if elemAt entry 1 == "" then { registry = true; } else { tarball = elemAt entry 1; };
  }
else if isUrl || isLocal then
  {
    key = "tarball:${resolution}";
    version = null;
    integrity = integrity 2;
    source = if isUrl then { tarball = resolution; } else { file = localFile resolution; };
  }
else if github != null then
  {
    key = "github:${text "commit" 2}";
    version = null;
    integrity = integrity 3;
    # What GitHub's API, which bun asks, leads to.
    source.tarball = "https://codeload.github.com/${elemAt github 0}/${elemAt github 1}/legacy.tar.gz/${elemAt github 2}";
  }
else if git != null then
  {
    key = "git:${text "commit" 2}";
    version = null;
    integrity = null;
    source = {
      repo = head git;
      commit = text "commit" 2;
    };
  }
else
  fail "fragstore does not know where it comes from ('${resolution}'); use a newer fragstore, or depend on the package in another way"
