let
  patchCommand = import ../store/patchCommand.nix;
  settingsFile = import ./settingsFile.nix;
in
/**
  A cache's packages, installed once, for projects whose node_modules are to be symlinks: what the real bun makes of the cache and a
  project's manifests, with its global store, and with install scripts run.

  - `share/bun-cache/links`: bun's global store;
  - `share/bun-links`: the whole of what a project has as node_modules/.bun: symlinks to those, and the packages that bun keeps out
    of its global store;
  - `share/bun-project`: the manifests, and node_modules of symlinks beside each.

  # Inputs

  `stdenv`, `bunHook`
  : nixpkgs' stdenv, and the hook that installs

  `bun`, `nodejs`
  : to install with, and to run scripts, which find the headers of addons in it; null for the hook's bun, and for none

  `tools`
  : from tools.nix

  `name`
  : of the store path

  `cache`
  : to install from

  `bunLock`, `npmrc`, `bunfig`, `project`
  : the project's bun.lock and settings, and what projectManifests returns

  `nativeBuildInputs`, `env`
  : packages and variables for install scripts

  `patch`
  : from patching, for what they make

  `full`
  : null, or the linked store that has devDependencies: then this one has none, but scripts find their programs there

  # Type

  ```
  linkedStore :: AttrSet -> Derivation
  ```
*/
{
  stdenv,
  bun,
  bunHook,
  tools,
  name,
  cache,
  bunLock,
  npmrc,
  bunfig,
  project,
  nodejs,
  nativeBuildInputs,
  env,
  patch,
  full,
}:
stdenv.mkDerivation (
  (if nodejs == null then { } else { npm_config_nodedir = "${nodejs.dev or nodejs}"; })
  // env
  // {
    inherit name;
    pname = name;
    version = "0";
    src = project.files;
    # A store path of its own, which no other file of its folder changes.
    bunLock = builtins.path {
      name = "bun.lock";
      path = bunLock;
    };
    npmrc = settingsFile "npmrc" npmrc;
    bunfig = settingsFile "bunfig.toml" bunfig;
    project = builtins.toJSON { inherit (project) manifests programs; };
    passAsFile = [ "project" ];
    nativeBuildInputs =
      nativeBuildInputs ++ builtins.filter (package: package != null) [ nodejs bun ] ++ [ bunHook ];
    bunDeps = cache;
    inherit full;
    bunInstallFlags = [ "--linker=isolated" ] ++ (if full == null then [ ] else [ "--production" ]);
    BUN_INSTALL_GLOBAL_STORE = "1";
    # What comes from the cache is patched.
    dontUseBunPatch = "1";
    patchCommand = patchCommand { inherit tools; } patch;

    unpackPhase = ''
      source ${../../hooks/bun-linked-store.sh}
      unpackProject
    '';
    postBunSetInstallCacheDirPhase = "writeManifests";
    preBunNodeModulesInstallPhase = "installInPlace";
    dontConfigure = "1";
    buildPhase = "finishScripts";
    installPhase = "installLinkedStore";
    dontFixup = "1";
  }
  // patch.environment
)
