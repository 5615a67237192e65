let
  inherit (builtins)
    attrNames
    concatStringsSep
    hasContext
    isAttrs
    isFunction
    isPath
    isString
    listToAttrs
    replaceStrings
    substring
    toJSON
    ;
  checkArguments = import ./checkArguments.nix;
  kinds = import ../kinds.nix;
  isInside = import ../lockfile/isInside.nix;
  joinPath = import ../lockfile/joinPath.nix;
  readPackageJson = import ./readPackageJson.nix;
  quote = import ../text/shellWord.nix;
in
/**
  What mkPnpmPackage and mkNpmPackage share: stdenv.mkDerivation for a project that a package manager builds.

  # Inputs

  `manager`
  : `what`, the function's name for messages; `lockfile`, `root` and `deps`, the names of the lockfile and of the hook's
    variables for its folder and for the packages; `write`, how to write the latter; `programs`, the arguments that are packages to build with; `are` and `needless`, as for checkArguments;
    `fetch`, which makes DEPS of the programs and the lockfile; `package`, the folder of package.json; `buildScript`, the name or null;
    `build`, commands of that name as a shell word; `installs`, whether there is an installPhase; `install`, its commands if `install`
    is not given, or null; `attributes`, more of the derivation. Those from `package` on are functions of all arguments, except for
    `build` and `install`

  `defaults`
  : `stdenv`, the programs, and `hook`

  # Type

  ```
  makePackage :: manager -> AttrSet -> (AttrSet | (finalAttrs -> AttrSet)) -> Derivation
  ```
*/
manager: defaults: given:
defaults.stdenv.mkDerivation (
  finalAttrs:
  let
    fail = message: throw "${manager.what}: ${message}";
    # No value is looked at before finalAttrs are known.
    args = checkArguments {
      inherit (manager) what needless;
      own = [
        manager.root
        "buildScript"
        "install"
        "installPhase"
      ]
      ++ manager.programs;
      fetch = manager.write;
      are = {
        src = kinds.folder;
        lockfile = kinds.fileLike "./${manager.lockfile}";
        pname = kinds.text;
        version = kinds.text;
        ${manager.deps} = kinds.package // { write = manager.write; };
        nativeBuildInputs = kinds.list;
        buildInputs = kinds.list;
        meta = kinds.set;
      }
      // manager.are;
    } (if isFunction given then given finalAttrs else given);

    # overrideAttrs may have changed it.
    inherit (finalAttrs) src;
    # What is yet to be built is not there to be read.
    isThere = isPath src || isAttrs src && !src ? drvPath;
    root =
      let
        given = args.${manager.root} or "";
      in
      if isString given && !hasContext given && substring 0 1 given != "/" then
        given
      else
        fail "${manager.root} is not a folder's name as a string, relative to src; write `${manager.root} = \"assets\";`";
    beside =
      argument: name:
      if isThere then src + "/${joinPath root name}" else fail "src is not a path of this project; give `${argument}`";
    packageOf =
      argument:
      let
        package = args.${argument} or defaults.${argument};
      in
      if isAttrs package then
        package
      else
        fail "${argument} must be the package to build with, such as nixpkgs' `${argument}`, not its version";
    programs = listToAttrs (
      map (name: {
        inherit name;
        value = packageOf name;
      }) manager.programs
    );
    inherit
      (readPackageJson {
        inherit fail args;
        file = beside "pname` and `version" "${manager.package (src + "/${root}") args}/package.json";
      })
      named
      ;
    buildScript = manager.buildScript args;
    install = args.install or null;

    phase = name: commands: ''
      runHook pre${name}
      ${commands}
      runHook post${name}
    '';
    copy =
      target: source:
      if !isString source then
        fail "install: the file or folder to install must be a string with its path in the project, such as \"dist\""
      else if source == "" || !isInside source then
        fail "install: ${toJSON source} is not a path in the project, such as \"dist\""
      else
        ''
          if [ ! -e ${quote source} ] && [ ! -L ${quote source} ]; then
            echo ${quote "${manager.what}: install: the build did not make ${toJSON source}; give the file or folder that it makes"} >&2
            exit 1
          fi
          mkdir -p "$(dirname ${target})"
          cp -r -- ${quote source} ${target}
        '';
    copyBelow =
      target: source:
      if !isInside target || joinPath "" target == "" then
        fail "install: ${toJSON target} is not a path below $out, such as \"share/www\""
      else
        copy "\"$out\"/${quote target}" source;
    copies =
      if install == null && manager.install != null then
        [ manager.install ]
      else if install == null || install == { } then
        fail "give `install`, the file or folder that the build makes, such as \"dist\", or `{ \"share/www\" = \"dist\"; }`; or an `installPhase`"
      else if isAttrs install then
        map (target: copyBelow target install.${target}) (attrNames install)
      else
        [ (copy "\"$out\"" install) ];
  in
  {
    buildPhase = phase "Build" (
      if buildScript == null then
        ""
      else if !isString buildScript then
        fail "buildScript must be the name of a script of package.json, or null"
      else
        manager.build (quote buildScript)
    );
    installPhase = if manager.installs args then phase "Install" (concatStringsSep "" copies) else null;
  }
  // removeAttrs args (
    [
      "lockfile"
      "buildScript"
      "install"
    ]
    ++ manager.programs
  )
  // manager.attributes args
  // {
    src = args.src or (fail "give `src`, the project's folder");
    pname = replaceStrings [ "@" "/" ] [ "" "-" ] (named "pname" "name");
    version = named "version" "version";
    ${manager.deps} =
      args.${manager.deps} or (manager.fetch programs (args.lockfile or (beside "lockfile" manager.lockfile)));
    nativeBuildInputs = args.nativeBuildInputs or [ ] ++ map packageOf manager.programs ++ [ defaults.hook ];
  }
)
