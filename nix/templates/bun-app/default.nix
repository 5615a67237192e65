# For fragstore.callPackage, which knows fetchBunDeps and bunHook. The phases of bunHook build, test and install one program.
{
  stdenv,
  bun,
  bunHook,
  fetchBunDeps,
}:
stdenv.mkDerivation {
  pname = "bun-app";
  version = "0.1.0";
  src = ./.;

  nativeBuildInputs = [
    bun
    bunHook
  ];
  bunDeps = fetchBunDeps {
    bunLock = ./bun.lock;
  };

  bunBuildFlags = [
    "./index.ts"
    "--compile"
    "--outfile"
    "bun-app"
  ];
  doCheck = true;
  # fixupPhase would remove the part that bun appends to the program.
  dontFixup = true;
}
