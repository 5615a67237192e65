let
  makePatchCommand = import ../store/patchCommand.nix;
in
/**
  A store's packages, installed once, for projects whose node_modules are to be symlinks: what the real pnpm makes of the store and a
  project's manifests in its global virtual store, with the scripts run that the project allows.

  - `v11/links`: packages as pnpm 11 and 12 link them. Their files are copies, and nothing here refers to the store or its fragments:
    who refers to a fragment ships all of it, so that an app would ship its packages twice. Nor could links replace the copies: Node,
    bundlers and TypeScript take a file by where it really is, and there it has neither neighbours nor an extension.
  - `v11/links/node_modules`, `v11/node_modules`: what packages find without having declared it.
  - `v11/index.db`: an empty index, without which pnpm 11 installs nothing.

  # Inputs

  `stdenv`, `pnpmConfigHook`, `nodejs`
  : from nixpkgs, and the hook that installs

  `pnpm`
  : the derivation

  `tools`
  : from tools.nix

  `name`
  : of the store path

  `store`
  : to link packages from

  `lockfile`, `project`
  : the pnpm-lock.yaml, and what projectManifests returns

  `nativeBuildInputs`, `env`
  : packages and variables for scripts

  `patch`
  : from patching, for what they make

  `prod`
  : whether to leave out devDependencies

  # Type

  ```
  linkedStore :: AttrSet -> Derivation
  ```
*/
{
  stdenv,
  pnpmConfigHook,
  nodejs,
  pnpm,
  tools,
  name,
  store,
  lockfile,
  project,
  nativeBuildInputs,
  env,
  patch,
  prod,
}:
stdenv.mkDerivation (
  {
    # node-gyp finds Node's headers there, and does not ask the network for them; Python leaves no bytecode, which has times in it.
    npm_config_nodedir = "${nodejs.dev or nodejs}";
    PYTHONDONTWRITEBYTECODE = "1";
  }
  // env
  // {
    inherit name;
    pname = name;
    version = "0";
    src = project.files;
    lockfile = builtins.path {
      path = lockfile;
      name = "pnpm-lock.yaml";
    };
    manifests = builtins.toJSON project.manifests;
    passAsFile = [ "manifests" ];
    nativeBuildInputs = nativeBuildInputs ++ [
      nodejs
      pnpm
      pnpmConfigHook
    ];
    pnpmDeps = store;
    pnpmInstallFlags = if prod then [ "--prod" ] else [ ];
    patchCommand = makePatchCommand { inherit tools; } patch;

    phases = [ "installPhase" ];
    installPhase = ''
      source ${../../hooks/pnpm-linked-store.sh}
      unpackProject
      linkPackages
      linkUndeclared
      patchPackages
    '';
  }
  // patch.environment
)
