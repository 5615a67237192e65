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

  # The programs of Vite and TypeScript need node. With --bun, they run with bun instead.
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
