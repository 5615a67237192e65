let
  inherit (builtins) attrNames intersectAttrs isFunction;
  checkArguments = import ./checkArguments.nix;
  kinds = import ../kinds.nix;

  # What is of the start script, and of what kind.
  forScript = {
    startScript = kinds.script;
    runtimeInputs = kinds.list;
    runtimeEnv = kinds.variables;
    bashOptions = kinds.strings;
    inheritPath = kinds.bool;
    excludeShellChecks = kinds.strings;
    extraShellCheckFlags = kinds.strings;
  };
in
/**
  A project that runs from its sources and node_modules, such as a Next.js server, and a program that starts it. It is the same as bun2nix's
  function of this name.

  # Inputs

  Those of mkBunDerivation, and these:

  `startScript`
  : the bash commands of the program. They run in the project's folder, with bun in PATH.

  `runtimeInputs`, `runtimeEnv`, `bashOptions`, `inheritPath`, `excludeShellChecks`, `extraShellCheckFlags`
  : as for nixpkgs' writeShellApplication

  # Type

  ```
  writeBunApplication :: AttrSet | (finalAttrs -> AttrSet) -> Derivation
  ```

  # Example

  ```nix
  writeBunApplication {
    src = ./.;
    packageJson = ./package.json;
    bunDeps = fetchBunDeps { bunLock = ./bun.lock; };
    startScript = "bun run start";
  }
  ```
*/
{
  bun,
  mkBunDerivation,
  runtimeShell,
  writeShellApplication,
}:
given:
mkBunDerivation (
  finalAttrs:
  let
    args = checkArguments {
      what = "writeBunApplication";
      are = forScript;
    } (if isFunction given then given finalAttrs else given);
    start = writeShellApplication (
      removeAttrs (intersectAttrs forScript args) [ "startScript" ]
      // {
        name = "start";
        text = args.startScript;
        runtimeInputs = [ bun ] ++ args.runtimeInputs or [ ];
      }
    );
  in
  if !args ? startScript then
    throw "writeBunApplication: give `startScript`, such as \"bun run start\""
  else
    {
      # Only what bun is told to build is built, and the project is what is installed.
      dontUseBunBuild = true;
      installPhase = ''
        runHook preInstall
        mkdir -p "$out/share/$pname" "$out/bin"
        cp -r . "$out/share/$pname"
        {
          echo "#!${runtimeShell}"
          echo "cd $out/share/$pname && exec ${start}/bin/start \"\$@\""
        } > "$out/bin/$pname"
        chmod +x "$out/bin/$pname"
        runHook postInstall
      '';
    }
    // removeAttrs args (attrNames forScript)
)
