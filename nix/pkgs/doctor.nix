/**
  `fragstore doctor`, which says how a project can be built: `nix run .#fragstore -- doctor FOLDER`. Nix, sed and coreutils it takes
  from PATH.
*/
{
  lib,
  writeTextFile,
  runtimeShell,
}:
writeTextFile {
  name = "fragstore";
  text = ''
    #!${runtimeShell}
    exec ${runtimeShell} ${../.}/fragstore.sh "$@"
  '';
  executable = true;
  destination = "/bin/fragstore";
  meta = {
    description = "Says how a pnpm or bun project can be built with Nix";
    license = lib.licenses.mit;
    mainProgram = "fragstore";
  };
}
