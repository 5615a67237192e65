let
  checkArguments = import ./checkArguments.nix;
  kinds = import ../kinds.nix;
  checkNames = import ../checkNames.nix;
in
/**
  A script in `bin` that bun runs. It is the same as bun2nix's function of this name.

  # Inputs

  `name`
  : the name of the script

  `text`
  : TypeScript or JavaScript, without a `#!` line

  # Type

  ```
  writeBunScriptBin :: { name, text :: String; } -> Derivation
  ```

  # Example

  ```nix
  writeBunScriptBin { name = "hello"; text = "console.log(`hello from bun \${Bun.version}`)"; }
  ```
*/
{ bun, writeTextFile }:
args:
let
  write =
    {
      name ? throw "writeBunScriptBin: give `name`, the name of the script in bin",
      text ? throw "writeBunScriptBin: give `text`, TypeScript or JavaScript",
    }:
    writeTextFile {
      inherit name;
      text = "#!${bun}/bin/bun\n${text}";
      executable = true;
      destination = "/bin/${name}";
      meta.mainProgram = name;
    };
  check = checkArguments {
    what = "writeBunScriptBin";
    are = {
      name = kinds.storeName;
      text = kinds.script;
    };
  };
in
checkNames {
  what = "writeBunScriptBin";
  known = builtins.functionArgs write;
  given = check args;
} (write (check args))
