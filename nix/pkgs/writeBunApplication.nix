/**
  A project that runs from its sources and node_modules, such as a Next.js server, with a program that starts it; bun2nix's function of
  that name.

  # Inputs

  Those of mkBunDerivation, and

  `startScript`
  : what the program does, in bash, in the project's folder and with bun in PATH

  `runtimeInputs`, `runtimeEnv`, `bashOptions`, `inheritPath`, `excludeShellChecks`, `extraShellCheckFlags`
  : as for nixpkgs' writeShellApplication

  # Type

  ```
  writeBunApplication :: AttrSet -> Derivation
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
args:
let
  forScript = [
    "runtimeEnv"
    "bashOptions"
    "inheritPath"
    "excludeShellChecks"
    "extraShellCheckFlags"
  ];
  start = writeShellApplication (
    builtins.intersectAttrs (builtins.listToAttrs (
      map (name: {
        inherit name;
        value = null;
      }) forScript
    )) args
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
  mkBunDerivation (
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
    // removeAttrs args (
      forScript
      ++ [
        "startScript"
        "runtimeInputs"
      ]
    )
  )
