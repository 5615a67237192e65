# A bun2nix that does nothing: there is no bun.nix to generate here.
{ runtimeShell, writeTextFile }:
writeTextFile {
  name = "bun2nix";
  text = "#!${runtimeShell}\n";
  executable = true;
  destination = "/bin/bun2nix";
  meta.mainProgram = "bun2nix";
}
