let
  inherit (builtins)
    elem
    filter
    fromJSON
    isFunction
    isList
    isString
    match
    pathExists
    readFile
    ;
in
/**
  stdenv.mkDerivation with bunHook, for one program that `bun build --compile` makes; bun2nix's mkDerivation.

  # Inputs

  Those of stdenv.mkDerivation and of bunHook, and

  `packageJson`
  : the project's package.json, to have `pname`, `version` and `module` from what it says as `name`, `version` and `module`

  `bunDeps`
  : from fetchBunDeps

  `module`
  : what to compile, as a path below `src`; without it, and without a `buildPhase`, give `bunBuildFlags`

  `bunBuildFlags`
  : all flags of `bun build`, in place of `MODULE --outfile PNAME --compile --minify --sourcemap --bytecode`

  `bunCompileToBytecode`
  : whether `--bytecode` is among those

  `extraBunBuildFlags`, `removeBunBuildFlags`
  : flags to add to those, and to take away

  `dontFixup`
  : is true unless there is a `buildPhase`, for what fixupPhase does to programs breaks those that bun made

  # Type

  ```
  mkBunDerivation :: AttrSet | (finalAttrs -> AttrSet) -> Derivation
  ```

  # Example

  ```nix
  mkBunDerivation {
    src = ./.;
    packageJson = ./package.json;
    bunDeps = fetchBunDeps { bunLock = ./bun.lock; };
  }
  ```
*/
{ stdenv, bunHook }:
given:
stdenv.mkDerivation (
  finalAttrs:
  let
    args = if isFunction given then given finalAttrs else given;
    fail = message: throw "mkBunDerivation: ${message}";

    packageJson = args.packageJson or null;
    package =
      if packageJson == null then
        { }
      else if !pathExists packageJson then
        fail "there is no ${toString packageJson}; give where the project's package.json lies, as a path, and in a flake, `git add` it"
      else if pathExists (packageJson + "/package.json") then
        fail "${toString packageJson} is a folder; give the package.json in it"
      else
        fromJSON (readFile packageJson);
    named =
      argument: field:
      args.${argument} or package.${field} or (fail (
        if packageJson == null then
          "give `${argument}`, or `packageJson = ./package.json;` to have it from there"
        else
          "${toString packageJson} has no \"${field}\"; give `${argument}`"
      ));
    pname = named "pname" "name";
    module = args.module or package.module or null;

    listOf =
      argument:
      let
        list = args.${argument} or [ ];
      in
      if isList list && filter (flag: !isString flag) list == [ ] then
        list
      else
        fail "${argument} is not a list of strings";
    compile = [
      "${module}"
      "--outfile"
      pname
      "--compile"
      "--minify"
      "--sourcemap"
    ]
    ++ listOf "extraBunBuildFlags"
    ++ (if args.bunCompileToBytecode or true then [ "--bytecode" ] else [ ]);
  in
  if args ? bunNix || args ? bunLock then
    fail "give the lockfile to fetchBunDeps: `bunDeps = fetchBunDeps { bunLock = ./bun.lock; };`"
  else if !args ? bunDeps then
    fail "give `bunDeps = fetchBunDeps { bunLock = ./bun.lock; };`"
  else if !isString pname || match "[a-zA-Z0-9+._?=-]+" pname == null then
    fail "${builtins.toJSON pname} cannot be the name of a program; give another one as `pname`"
  else if module != null && !isString module then
    fail "module is the file to compile, as a string, a path below src: `module = \"index.ts\";`"
  else if module == null && !args ? bunBuildFlags && !args ? buildPhase && !args ? dontUseBunBuild then
    fail "give what to compile, as a path below src: `module = \"index.ts\";`, or a `buildPhase`"
  else
    removeAttrs args [
      "packageJson"
      "module"
      "bunCompileToBytecode"
      "extraBunBuildFlags"
      "removeBunBuildFlags"
    ]
    // {
      inherit pname;
      version = named "version" "version";
      dontFixup = args.dontFixup or (!args ? buildPhase);
      bunBuildFlags =
        args.bunBuildFlags or (
          if module == null then
            [ ]
          else
            filter (flag: !elem flag (listOf "removeBunBuildFlags")) compile
        );
      nativeBuildInputs = args.nativeBuildInputs or [ ] ++ [ bunHook ];
      meta = {
        mainProgram = pname;
      }
      // args.meta or { };
    }
)
