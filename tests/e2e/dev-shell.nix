# A shell with node_modules for the project in a folder.
{
  bin ? ../../build/bin,
  project,
  manager,
  linked ? false,
  installer ? "fragstore",
  # The deps' argument for the lockfile's folder, where the project is in another.
  folder ? "",
  shellHook ? "",
}:
let
  env = import ../nix/stdenv { inherit bin; };
  at = name: /. + project + "/${folder}/${name}";
  shells = {
    pnpm = {
      pnpmRoot = folder;
      pnpmDeps = env.fetchPnpmDeps {
        inherit linked installer;
        lockfile = at "pnpm-lock.yaml";
        pnpm = "11.28.11";
      };
    };
    bun = {
      bunRoot = folder;
      bunDeps = env.fetchBunDeps {
        inherit linked;
        bunLock = at "bun.lock";
      };
    };
    npm = {
      npmRoot = folder;
      npmDeps = env.fetchNpmDeps {
        inherit linked;
        lockfile = at "package-lock.json";
      };
    };
  };
in
env.mkShell (
  shells.${manager}
  // {
    packages = [
      env.nodejs
      env.nodeModulesShellHook
    ];
    inherit shellHook;
  }
)
