# For fragstore.callPackage, which knows fetchBunDeps and bunHook.
{
  stdenv,
  bun,
  bunHook,
  fetchBunDeps,
}:
stdenv.mkDerivation {
  pname = "bun-vite";
  version = "0.1.0";
  src = ./.;

  nativeBuildInputs = [
    bun
    bunHook
  ];
  bunDeps = fetchBunDeps {
    bunLock = ./bun.lock;
  };

  # Vite's and TypeScript's programs ask for node; with --bun they run on bun.
  buildPhase = ''
    runHook preBuild
    bun --bun run build
    runHook postBuild
  '';
  installPhase = ''
    runHook preInstall
    cp -r dist $out
    runHook postInstall
  '';
}
