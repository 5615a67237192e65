/**
  `fragstore doctor`, which says how a project can be built: `nix run .#fragstore -- doctor FOLDER`, with its manual page and its
  completions. It takes Nix, coreutils, sed, awk and xargs from PATH.
*/
{
  lib,
  runCommand,
  runtimeShell,
}:
runCommand "fragstore"
  {
    library = ../.;
    completions = ../../tools/completions;
    meta = {
      description = "Says how a pnpm, bun or npm project can be built with Nix";
      license = lib.licenses.mit;
      mainProgram = "fragstore";
    };
  }
  ''
    mkdir -p $out/bin
    printf '#!%s\nexec %s %s "$@"\n' ${runtimeShell} ${runtimeShell} $library/fragstore.sh > $out/bin/fragstore
    chmod +x $out/bin/fragstore
    install -D -m 644 -t $out/share/man/man1 $library/fragstore.1
    install -D -m 644 $completions/fragstore.bash $out/share/bash-completion/completions/fragstore
    install -D -m 644 -t $out/share/fish/vendor_completions.d $completions/fragstore.fish
    # By another name than the tools' own, for a profile that has both.
    install -D -m 644 $completions/_fragstore $out/share/zsh/site-functions/_fragstore-doctor
  ''
