# For fragstore.callPackage, which knows fetchBunDeps and bunHook, whose phases build, test and install one program.
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
  # What fixupPhase does to programs takes away the part that bun appends to its own.
  dontFixup = true;
}
