let
  inherit (builtins)
    attrNames
    concatStringsSep
    filter
    foldl'
    ;
  downloads = import ../downloads.nix;
  nixString = import ../text/nixString.nix;
  storeName = import ../store/storeName.nix;
  optionals = condition: list: if condition then list else [ ];
in
/**
  The lines of a Nix expression to begin with.

  # Inputs

  `manager`
  : what its doctor.nix returns

  `name`, `version`
  : the project's, or null

  `hasBuild`
  : whether the project has a script `build`

  `withoutHash`
  : keys of the packages whose hashes the lockfile does not have

  `downloading`
  : names of the packages in ../downloads.nix whose install scripts run

  # Type

  ```
  expression :: { manager, name, version, hasBuild, withoutHash, downloading } -> [ String ]
  ```
*/
{
  manager,
  name,
  version,
  hasBuild,
  withoutHash,
  downloading,
}:
let
  variables = foldl' (set: name: set // downloads.${name}.variables) { } downloading;
  without = filter (name: downloads.${name}.variables == { }) downloading;
  forScripts =
    optionals (downloading != [ ]) [ "    # There is no network for install scripts." ]
    ++ map (name: "    env.${name} = ${nixString variables.${name}};") (attrNames variables)
    ++ map (name: "    scripts.${nixString name} = false;") without;
in
[
  "# pkgs.callPackage ./package.nix { inherit fragstore; }"
  "{ stdenv, ${concatStringsSep "" (map (input: "${input}, ") manager.inputs)}fragstore }:"
  "stdenv.mkDerivation {"
  "  pname = ${nixString (storeName { name = if name == null then "project" else name; version = null; })};"
  "  version = ${nixString (if version == null then "0" else version)};"
  "  src = ./.;"
  ""
]
++ manager.deps
++ optionals (withoutHash != [ ]) (
  [ "    outputHashes = {" ] ++ map (key: "      ${nixString key} = \"sha256:HASH\";") withoutHash ++ [ "    };" ]
)
++ forScripts
++ [
  "  };"
  ""
]
++ optionals (!hasBuild) manager.withoutBuild
++ optionals hasBuild [
  "  buildPhase = ''"
  "    runHook preBuild"
  "    ${manager.name} run build"
  "    runHook postBuild"
  "  '';"
  ""
]
++ [
  "  installPhase = ''"
  "    runHook preInstall"
  "    mkdir $out"
  "    # cp -r what the build made to $out"
  "    runHook postInstall"
  "  '';"
  "}"
]
