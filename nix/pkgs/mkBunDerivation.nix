let
  inherit (builtins)
    elem
    filter
    head
    isFunction
    isString
    match
    toJSON
    ;
  checkArguments = import ./checkArguments.nix;
  kinds = import ../kinds.nix;
  readPackageJson = import ./readPackageJson.nix;
in
/**
  stdenv.mkDerivation with bunHook, for one program that `bun build --compile` makes. It is the same as bun2nix's mkDerivation.

  # Inputs

  Those of stdenv.mkDerivation and of bunHook, and these:

  `packageJson`
  : the project's package.json. Its `name`, `version` and `module` become `pname`, `version` and `module`; a scope is left out.

  `bunDeps`
  : from fetchBunDeps

  `module`
  : the file to compile, as a path below `src`. Without it and without a `buildPhase`, give `bunBuildFlags`.

  `bunBuildFlags`
  : all flags of `bun build`, instead of `MODULE --outfile PNAME --compile --minify --sourcemap --bytecode`

  `bunCompileToBytecode`
  : whether `--bytecode` is among those

  `extraBunBuildFlags`, `removeBunBuildFlags`
  : flags to add to the default ones, and to remove from them

  `dontFixup`
  : true by default, unless there is a `buildPhase`, because fixupPhase breaks programs that bun made

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
    fail = message: throw "mkBunDerivation: ${message}";
    writeDeps = "bunDeps = fetchBunDeps { bunLock = ./bun.lock; };";
    # As npm calls the program of a package whose "bin" has no name.
    withoutScope =
      name:
      let
        parts = match "@[^/]+/(.*)" name;
      in
      if parts == null then name else head parts;
    args = checkArguments {
      what = "mkBunDerivation";
      fetch = writeDeps;
      own = [ "module" ];
      are = {
        version = kinds.text;
        src = kinds.folder;
        packageJson = kinds.orNull (kinds.fileLike "./package.json");
        bunDeps = kinds.package // { write = writeDeps; };
        nativeBuildInputs = kinds.list;
        extraBunBuildFlags = kinds.strings;
        removeBunBuildFlags = kinds.strings;
        bunCompileToBytecode = kinds.bool;
        dontFixup = kinds.bool;
        meta = kinds.set;
      };
    } (if isFunction given then given finalAttrs else given);

    inherit
      (readPackageJson {
        inherit fail args;
        file = args.packageJson or null;
      })
      package
      named
      ;
    pname = args.pname or (withoutScope (named "pname" "name"));
    module = args.module or package.module or null;

    compile = [
      module
      "--outfile"
      finalAttrs.pname
      "--compile"
      "--minify"
      "--sourcemap"
    ]
    ++ args.extraBunBuildFlags or [ ]
    ++ (if args.bunCompileToBytecode or true then [ "--bytecode" ] else [ ]);
  in
  # Here no argument's value can be looked at, for it may be made of finalAttrs.
  if args ? bunNix || args ? bunLock then
    fail "give the lockfile to fetchBunDeps: `bunDeps = fetchBunDeps { bunLock = ./bun.lock; };`"
  else if !(args ? src || args ? srcs || args ? unpackPhase || args ? dontUnpack) then
    fail "give `src`, the project's folder"
  else
    removeAttrs args [
      "packageJson"
      "module"
      "bunCompileToBytecode"
      "extraBunBuildFlags"
      "removeBunBuildFlags"
    ]
    // {
      pname =
        if !isString pname || match "[a-zA-Z0-9+._?=-]+" pname == null then
          fail "${toJSON pname} cannot be the name of a program; give another one as `pname`"
        else
          pname;
      version = named "version" "version";
      bunDeps =
        if args.bunDeps or null == null then
          fail "give `bunDeps = fetchBunDeps { bunLock = ./bun.lock; };`"
        else
          args.bunDeps;
      bunBuildFlags =
        args.bunBuildFlags or (
          if module == null && (args ? buildPhase || args ? dontUseBunBuild) then
            [ ]
          else if module == null then
            fail "give the file to compile, as a path below src: `module = \"index.ts\";`, or a `buildPhase`"
          else if !isString module then
            fail "module must be the file to compile, as a string with its path below src: `module = \"index.ts\";`"
          else
            filter (flag: !elem flag (args.removeBunBuildFlags or [ ])) compile
        );
      dontFixup = args.dontFixup or (!args ? buildPhase);
      nativeBuildInputs = args.nativeBuildInputs or [ ] ++ [ bunHook ];
      meta = {
        mainProgram = finalAttrs.pname;
      }
      // args.meta or { };
    }
)
