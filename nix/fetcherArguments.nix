let
  inherit (builtins)
    any
    attrNames
    attrValues
    elem
    filter
    head
    isAttrs
    pathExists
    ;
  checkKinds = import ./checkKinds.nix;
  checkNames = import ./checkNames.nix;
  describe = import ./describe.nix;
  foreignArguments = import ./foreignArguments.nix;
  isFolder = import ./lockfile/isFolder.nix;
  kinds = import ./kinds.nix;
  lockfiles = import ./lockfiles.nix;

  # What every manager's function takes.
  common = {
    name = kinds.storeName;
    overrides = kinds.byPackage;
    outputHashes = kinds.byPackage;
    patchShebangs = kinds.bool;
    autoPatchElf = kinds.bool;
    autoPatchelfFlags = kinds.strings;
    nativeBuildInputs = kinds.packages;
    useFakeNode = kinds.bool;
    bun = kinds.package;
    nodejs = kinds.package;
    registries = kinds.set;
    npmrc = kinds.orNull (kinds.fileLike "./.npmrc");
    system = kinds.text;
    libc = kinds.libc;
    allPlatforms = kinds.bool;
    installer = kinds.text;
    shards = kinds.shards;
    linked = kinds.bool;
    writable = kinds.orNull kinds.strings;
    importers = kinds.orNull kinds.folders;
    src = kinds.folder;
    scripts = kinds.set;
    env = kinds.environment;
  };
in
/**
  The arguments of a fetcher: those that the user gives, and the defaults of the others.

  # Inputs

  `manager`, `inputs`, `given`
  : as for fetchDeps

  # Type

  ```
  fetcherArguments :: { manager, inputs, given } -> {
    args :: AttrSet;   # each is of its kind
    check :: a -> a;   # throws if arguments are unknown, or do not go together
  }
  ```
*/
{
  manager,
  inputs,
  given,
}:
let
  what = manager.fetcher;
  fail = message: throw "${what}: ${message}";
  kindOf = common // manager.kinds;
  defaults = {
    inherit (manager) name;
    overrides = { };
    outputHashes = { };
    patchShebangs = true;
    autoPatchElf = false;
    autoPatchelfFlags = [ ];
    nativeBuildInputs = [ ];
    bun = inputs.bun or null;
    nodejs = inputs.nodejs or null;
    registries = { };
    system = inputs.system or inputs.tools.system;
    libc = inputs.libc or "glibc";
    allPlatforms = false;
    installer = manager.installer args;
    shards = null;
    linked = false;
    writable = null;
    importers = null;
    scripts = { };
    env = { };
  };
  args = defaults // manager.defaults args // checkKinds { inherit what; kinds = kindOf; } given;
  inherit (args) installer linked;

  checkNamesOfArguments = checkNames {
    inherit what given;
    known = kindOf;
    # In words of package managers.
    synonyms = {
      cpu = "system";
      os = "system";
      supportedArchitectures = "system";
    }
    // manager.synonyms;
  };
  checkForeign = foreignArguments {
    inherit what;
    lockfile = lockfiles.${manager.name};
    inherit (manager) example;
    instead = manager.instead given // {
      prod = "take the attribute, `(${what} ${manager.example}).prod`";
    };
  } given;

  # What an argument that is for fragstore's own installer can be given up for.
  instead = argument: if given ? installer then "`installer`" else "`${argument}`; ${manager.itself}";
  runsNone = argument: fail "${argument}: ${installer} itself installs, and no install scripts of packages run; leave out ${instead argument}";
  givenFiles = filter (argument: args.${argument} != null) (attrNames manager.settingsFiles);
  missing = filter (argument: !pathExists args.${argument}) givenFiles;
  folders = filter (argument: isFolder args.${argument}) givenFiles;
  checkFiles =
    value:
    if missing != [ ] then
      fail "${head missing}: there is no file ${toString args.${head missing}}; correct the path, or give null"
    else if folders != [ ] then
      fail "${head folders}: ${toString args.${head folders}} is a folder; give the ${manager.settingsFiles.${head folders}} in it"
    else
      value;
  checkInstaller =
    value:
    if !elem installer [ "fragstore" manager.name ] then
      fail "installer is \"${installer}\", but must be \"fragstore\" or \"${manager.name}\""
    else if args.writable != null && !linked then
      fail "writable: without `linked` a build can write into every package; leave out `writable`"
    else if installer == "fragstore" then
      value
    else if linked then
      fail "linked: ${installer} cannot make linked stores; leave out ${instead "linked"}"
    else if args.importers != null then
      fail "importers: ${installer} installs from a store of the whole lockfile; leave out ${instead "importers"}"
    else if any (said: said != false) (attrValues args.scripts) then
      runsNone "scripts"
    else if args.env != { } then
      runsNone "env"
    else
      value;
  # What has no effect costs nothing, and is said; what would be missed is an error.
  warn = message: value: builtins.trace "warning: ${what}: ${message}" value;
  warnOfNeedless =
    if installer == "fragstore" && args.shards != null then
      warn "shards has no effect, because no fragments are made${
        if manager ? store then " without ${manager.name}" else ""
      }; leave it out"
    else if !args.autoPatchElf && args.autoPatchelfFlags != [ ] then
      warn "autoPatchelfFlags has no effect without `autoPatchElf = true`; add that, or leave it out"
    else if given ? src && !linked && !manager.readsSource then
      warn "src has no effect without `linked = true`; add that, or leave it out"
    else
      value: value;
in
if !isAttrs given || given ? outPath then
  throw "${what} is given ${describe given} instead of arguments; write `${what} ${manager.example}`"
else
  {
    inherit args;
    check =
      value:
      checkForeign (
        checkNamesOfArguments (manager.check args (checkFiles (checkInstaller (warnOfNeedless value))))
      );
  }
