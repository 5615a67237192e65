let
  inherit (builtins)
    attrNames
    concatStringsSep
    isAttrs
    isFunction
    isPath
    isString
    replaceStrings
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
  stdenv.mkDerivation with pnpmConfigHook, for a project that pnpm builds: its packages, a script of its package.json, and what that made.

  # Inputs

  Those of stdenv.mkDerivation and of pnpmConfigHook, and

  `src`
  : the project, which may be a flake's input; `pname` and `version` are from its package.json, unless given. With another `src` by
    overrideAttrs they and the packages are that one's.

  `lockfile`
  : its pnpm-lock.yaml, if that is not `src + "/pnpm-lock.yaml"`

  `pnpm`, `nodejs`
  : those to build with, if not nixpkgs' own

  `pnpmDeps`
  : from fetchPnpmDeps, for when more is to be said there than the lockfile and the pnpm

  `buildScript`
  : the script of package.json to run, or null for none

  `install`
  : what to install: a file or folder of the project that becomes `$out`, or `{ "PATH/BELOW/OUT" = "FILE OR FOLDER"; }`

  # Type

  ```
  mkPnpmPackage :: AttrSet | (finalAttrs -> AttrSet) -> Derivation
  ```

  # Example

  ```nix
  mkPnpmPackage { src = ./.; install = "dist"; }
  ```
*/
{
  stdenv,
  pnpm,
  nodejs,
  pnpmConfigHook,
  fetchPnpmDeps,
}@defaults:
given:
stdenv.mkDerivation (
  finalAttrs:
  let
    fail = message: throw "mkPnpmPackage: ${message}";
    # No value is looked at before finalAttrs are known.
    args = checkArguments {
      what = "mkPnpmPackage";
      needless = [
        "hash"
        "fetcherVersion"
        "pnpmDepsHash"
        "npmDepsHash"
      ];
      are = {
        src = kinds.folder;
        lockfile = kinds.fileLike "./pnpm-lock.yaml";
        pname = kinds.text;
        version = kinds.text;
        pnpmDeps = kinds.package // { write = "pnpmDeps = fetchPnpmDeps { lockfile = ./pnpm-lock.yaml; inherit pnpm; };"; };
        nativeBuildInputs = kinds.list;
        meta = kinds.set;
      };
    } (if isFunction given then given finalAttrs else given);

    # overrideAttrs may have changed it.
    inherit (finalAttrs) src;
    # What is yet to be built is not there to be read.
    isThere = isPath src || isAttrs src && !src ? drvPath;
    beside =
      argument: name:
      if isThere then src + "/${name}" else fail "src is not a path of this project; give `${argument}`";
    lockfile = args.lockfile or (beside "lockfile" "pnpm-lock.yaml");
    packageOf =
      argument:
      let
        package = args.${argument} or defaults.${argument};
      in
      if isAttrs package then
        package
      else
        fail "${argument} is the package to build with, such as nixpkgs' `${argument}`, and not its version";
    pnpm = packageOf "pnpm";
    nodejs = packageOf "nodejs";
    buildScript = args.buildScript or "build";
    install = args.install or null;

    packageJson = beside "pname` and `version" "package.json";
    package = readPackageJson { inherit fail; } packageJson;
    named =
      argument: field:
      args.${argument} or package.${field} or (fail "${toString packageJson} has no \"${field}\"; give `${argument}`");

    copy =
      target: source:
      if !isString source then
        fail "install: the file or folder to install is a string, a path in the project such as \"dist\""
      else if source == "" || !isInside source then
        fail "install: ${toJSON source} is not a path in the project, such as \"dist\""
      else
        ''
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
      if install == null || install == { } then
        fail "give `install`, what the build makes: a folder such as \"dist\", or `{ \"share/www\" = \"dist\"; }`; or an `installPhase`"
      else if isAttrs install then
        map (target: copyBelow target install.${target}) (attrNames install)
      else
        [ (copy "\"$out\"" install) ];
  in
  {
    buildPhase =
      if buildScript == null then
        "true"
      else if !isString buildScript then
        fail "buildScript is the name of a script of package.json, or null"
      else
        ''
          runHook preBuild
          pnpm run ${quote buildScript}
          runHook postBuild
        '';
    installPhase = ''
      runHook preInstall
      ${concatStringsSep "" copies}
      runHook postInstall
    '';
  }
  // removeAttrs args [
    "lockfile"
    "pnpm"
    "nodejs"
    "buildScript"
    "install"
  ]
  // {
    src = args.src or (fail "give `src`, the project's folder");
    pname = replaceStrings [ "@" "/" ] [ "" "-" ] (named "pname" "name");
    version = named "version" "version";
    pnpmDeps = args.pnpmDeps or (fetchPnpmDeps { inherit lockfile pnpm; });
    nativeBuildInputs = args.nativeBuildInputs or [ ] ++ [
      nodejs
      pnpm
      pnpmConfigHook
    ];
  }
)
