/**
  The folder of a package whose install scripts have run. It takes the place of the package's tarball in a tree. It is made once for each
  version of the package, and not again when other packages of the lockfile change. For an optional package whose scripts fail, it is an
  empty folder, and a tree is made without the package.

  # Inputs

  `tools`
  : from tools.nix

  `stdenv`, `nodejs`, `bun`, `python3`
  : from nixpkgs. The last three can be null. Otherwise they are in PATH of scripts. node-gyp comes with `nodejs`. Without `nodejs`, bun is
    also `node`.

  `package`
  : its `name`, `treeSource`, `optional`, and what `storeName` takes for the derivation's name

  `deps`
  : from makeTree: the package as the project's only dependency, with what it depends on

  `folder`
  : the package's folder in `deps`

  `scripts`
  : `{ nativeBuildInputs; env; }`

  # Type

  ```
  buildPackage :: { tools, stdenv, nodejs, bun, python3 } -> { package, deps, folder, scripts } -> Derivation
  ```
*/
{
  tools,
  stdenv,
  nodejs,
  bun,
  python3,
}:
{
  package,
  deps,
  folder,
  scripts,
}:
let
  inherit (builtins) filter;
  storeName = import ../store/storeName.nix;
  downloads = import ../downloads.nix;
  downloadAdvice = import ../downloadAdvice.nix;
in
# A compiler may run for minutes: this is worth sending to another machine, and taking from a binary cache. So it is as stdenv has it.
stdenv.mkDerivation (
  {
    # Python leaves no bytecode, which has times in it.
    PYTHONDONTWRITEBYTECODE = "1";
    # There is no network: a script that calls npm fails at once, and not after minutes of trying.
    npm_config_offline = "true";
  }
  // (
    if nodejs == null then
      { }
    else
      {
        # node-gyp finds Node's headers there, and does not ask the network for them.
        npm_config_nodedir = "${nodejs.dev or nodejs}";
        # In a cross build, it runs on this machine.
        npm_config_node_gyp = "${nodejs.__spliced.buildHost or nodejs}/lib/node_modules/npm/node_modules/node-gyp/bin/node-gyp.js";
      }
  )
  // scripts.env
  // {
    pname = "${storeName package}-built";
    version = "0";
    nativeBuildInputs =
      scripts.nativeBuildInputs
      ++ filter (input: input != null) [
        nodejs
        bun
        python3
      ];
    inherit deps;
    packageName = package.name;
    packageOptional = package.optional;
    packageSource = package.treeSource;
    packageFolder = folder;
    # What to do if one fails that wants a network.
    scriptAdvice = if downloads ? ${package.name} then downloadAdvice downloads.${package.name} else "";
    runScripts = "${./run-scripts.cjs}";
    nodeModules = tools.node-modules;

    phases = [ "installPhase" ];
    installPhase = ''
      source ${./build-package.sh}
      buildPackage
    '';
  }
)
