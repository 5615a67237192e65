/**
  A script that bun runs, in `bin`; bun2nix's function of that name.

  # Inputs

  `name`
  : of the script

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
{ name, text }:
writeTextFile {
  inherit name;
  text = "#!${bun}/bin/bun\n${text}";
  executable = true;
  destination = "/bin/${name}";
  meta.mainProgram = name;
}
