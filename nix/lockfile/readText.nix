let
  inherit (builtins)
    attrNames
    concatMap
    filter
    head
    length
    listToAttrs
    match
    pathExists
    replaceStrings
    split
    substring
    ;
  isFolder = import ./isFolder.nix;
  readFile = import ./readFile.nix;
  withoutByteOrderMark = import ../text/withoutByteOrderMark.nix;
  lockfiles = import ../lockfiles.nix;
  # A file from a checkout with CRLF line ends has them throughout, so its first line tells.
  hasCrlf = text: match ".*\r" (head (split "\n" (substring 0 1024 text))) != null;
in
/**
  The text of a lockfile, without a byte order mark, and with its line ends unchanged. These are errors: a file that does not exist, a file
  with the name of another package manager's lockfile, and a text with merge conflict markers.

  # Inputs

  `name`
  : what the lockfile is called in a project

  `manager`
  : whose lockfile it is

  `others`
  : other files that users give by mistake, by the end of their names. The lockfiles in ../lockfiles.nix are not among them. For each, a function
    from the file's path to the advice in the message.

  `install`
  : the command that makes the lockfile, or resolves conflicts in it, for messages

  `lockfile`
  : a path, or the string of one

  # Type

  ```
  readText :: { name, manager :: String; others :: { END :: Path -> String; … }; install :: String; } -> Path -> String
  ```
*/
{
  name,
  manager,
  others,
  install,
}:
lockfile:
let
  file = toString lockfile;
  endsIn = end: match ".*${replaceStrings [ "." ] [ "[.]" ] end}" file != null;
  ofOthers = concatMap (
    other:
    map (name: {
      inherit name;
      value = _: "it is ${other}'s lockfile; give it to ${lockfiles.${other}.fetcher}, as `${lockfiles.${other}.argument}`";
    }) lockfiles.${other}.names
  ) (filter (other: other != manager) (attrNames lockfiles));
  advice = listToAttrs ofOthers // others;
  other = filter endsIn (attrNames advice);
  has = name: pathExists (lockfile + "/${name}");
  # What the project has instead.
  beside = filter (name: pathExists (dirOf lockfile + "/${name}")) (attrNames advice);

  bare = withoutByteOrderMark (readFile lockfile);
  text = if hasCrlf bare then replaceStrings [ "\r\n" ] [ "\n" ] bare else bare;
  hasConflict = length (split "\n(<<<<<<<|=======|>>>>>>>)( |\n|$)" ("\n" + text)) > 1;
in
if other != [ ] then
  throw "${file}: ${advice.${head other} lockfile}"
else if endsIn "/package.json" then
  throw "${file}: it is not a lockfile; give the ${name} beside it, which `${install}` makes"
else if !pathExists lockfile && beside != [ ] then
  throw "${file}: there is no such file, but a ${head beside}: ${advice.${head beside} (dirOf lockfile + "/${head beside}")}"
else if !pathExists lockfile then
  throw "${file}: there is no such file, or Nix may not read it; give the path of the project's ${name}, which `${install}` makes, and in a flake, `git add` it"
else if has name || has "package.json" || isFolder lockfile then
  throw "${file}: it is a folder; give the ${name} in it"
else if hasConflict then
  throw "${file}: it has merge conflict markers (<<<<<<<, =======, >>>>>>>); run `${install}`, which resolves them, and commit the result"
else
  text
