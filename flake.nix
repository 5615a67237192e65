{
  description = "JavaScript dependency trees in Nix, one small derivation per package, straight from pnpm-lock.yaml, bun.lock or package-lock.json";

  inputs.nixpkgs.url = "flake:nixpkgs";

  outputs =
    { nixpkgs, ... }:
    let
      inherit (builtins) attrNames concatMap listToAttrs;
      each =
        output:
        listToAttrs (
          map (system: {
            name = system;
            value = output nixpkgs.legacyPackages.${system};
          }) systems
        );
      # Tests build for the first two, and only evaluate for darwin.
      systems = [
        "x86_64-linux"
        "aarch64-linux"
        "x86_64-darwin"
        "aarch64-darwin"
      ];
      fragstore =
        pkgs:
        import ./. {
          inherit pkgs;
          bin = null;
        };
    in
    {
      # All of it: `fragstore.legacyPackages.${system}.fetchPnpmDeps`.
      legacyPackages = each fragstore;
      packages = each (
        pkgs:
        let
          inherit (fragstore pkgs)
            bun2nix
            bunHook
            doctor
            nodeModulesShellHook
            npmConfigHook
            pnpmConfigHook
            tools
            treePatchHook
            ;
        in
        {
          # Also what `bun2nix.packages.${system}.default` was.
          default = bun2nix;
          # `nix run .#fragstore -- doctor`.
          fragstore = doctor;
          inherit
            bunHook
            nodeModulesShellHook
            npmConfigHook
            pnpmConfigHook
            tools
            treePatchHook
            ;
        }
      );

      overlays.default = import ./nix/overlay.nix;

      # The templates are among them.
      checks = each (
        pkgs:
        let
          inherit (fragstore pkgs) tests;
        in
        listToAttrs (
          concatMap (
            attribute:
            map (test: {
              name = "${attribute}-${test}";
              value = tests.${attribute}.${test};
            }) (attrNames tests.${attribute})
          ) (attrNames tests)
        )
      );

      templates = import ./nix/templates;

      devShells = each (pkgs: {
        default = pkgs.mkShell {
          packages = [
            pkgs.bats
            pkgs.bun
            pkgs.clang-tools
            pkgs.nodejs
            pkgs.pnpm
            pkgs.shellcheck
          ];
        };
      });
      formatter = each (pkgs: pkgs.nixfmt);
    };
}
