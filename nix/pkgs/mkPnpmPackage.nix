let
  inherit (builtins)
    attrNames
    concatStringsSep
    fromJSON
    isAttrs
    isPath
    isString
    pathExists
    readFile
    replaceStrings
    ;
  quote = text: "'${replaceStrings [ "'" ] [ "'\\''" ] text}'";
in
/**
  stdenv.mkDerivation with pnpmConfigHook, for a project that pnpm builds: its packages, a script of its package.json, and what that made.

  # Inputs

  Those of stdenv.mkDerivation and of pnpmConfigHook, and

  `src`
  : the project; from its package.json are `pname` and `version`, unless given

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
  mkPnpmPackage :: AttrSet -> Derivation
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
args:
let
  fail = message: throw "mkPnpmPackage: ${message}";
  src = args.src or (fail "give `src`, the project's folder");
  beside =
    argument: name:
    if isPath src then src + "/${name}" else fail "src is no path of this project; give `${argument}`";
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
  package =
    if pathExists packageJson then
      fromJSON (readFile packageJson)
    else
      fail "there is no ${toString packageJson}; give `pname` and `version`";
  named =
    argument: field:
    args.${argument} or package.${field} or (fail "${toString packageJson} has no \"${field}\"; give `${argument}`");

  copy =
    target: source:
    if isString source then
      ''
        mkdir -p "$(dirname ${target})"
        cp -r ${quote source} ${target}
      ''
    else
      fail "install: the file or folder to install is a string, a path in the project such as \"dist\"";
  copies =
    if isAttrs install then
      map (target: copy "\"$out\"/${quote target}" install.${target}) (attrNames install)
    else
      [ (copy "\"$out\"" install) ];
in
if (install == null || install == { }) && !args ? installPhase then
  fail "give `install`, what the build makes: a folder such as \"dist\", or `{ \"share/www\" = \"dist\"; }`; or an `installPhase`"
else
  stdenv.mkDerivation (
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
