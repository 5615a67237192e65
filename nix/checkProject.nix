let
  inherit (builtins)
    attrNames
    attrValues
    elem
    filter
    head
    ;
  asSet = import ./asSet.nix;
  checkNames = import ./checkNames.nix;
  hasSecret = import ./source/hasSecret.nix;
in
/**
  Throws if arguments name what the lockfile does not have, or if the lockfile has what must not come into the Nix store.

  # Inputs

  `what`
  : whose arguments they are

  `args`
  : as for fetchDeps

  `project`
  : what `manager.read` returns

  # Type

  ```
  checkProject :: { what, args, project } -> a -> a
  ```
*/
{
  what,
  args,
  project,
}:
value:
let
  packages = attrValues project.packages;
  withSecret = filter (
    package: hasSecret (package.source.tarball or package.source.repo or package.url or "")
  ) packages;
  names = map (package: package.name) packages;
  isUnknown = name: !elem name names;
  unknownWritable = filter isUnknown (if args.writable == null then [ ] else args.writable);
  unknownScripts = filter isUnknown (attrNames args.scripts);
  check =
    argument: known: given:
    checkNames {
      what = "${what}: ${argument}: ${project.file}";
      inherit known given;
    };
in
if withSecret != [ ] then
  throw "${what}: ${project.file}: the address of '${(head withSecret).name}' has a password or token, which everybody could read in the Nix store; remove it from package.json and the lockfile, and write it into the file that Nix's netrc-file option names"
else if unknownWritable != [ ] then
  throw "${what}: writable: ${project.file} has no package '${head unknownWritable}'"
else if unknownScripts != [ ] then
  throw "${what}: scripts.\"${head unknownScripts}\": ${project.file} has no package of this name"
else
  check "overrides" project.packages args.overrides (
    check "outputHashes" project.packages args.outputHashes (
      if args.importers == null then value else check "importers" project.importers (asSet args.importers) value
    )
  )
