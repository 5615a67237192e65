# For fragstore.callPackage: a server, installed without devDependencies.
{
  stdenv,
  nodejs,
  pnpm,
  pnpmConfigHook,
  fetchPnpmDeps,
  runtimeShell,
}:
stdenv.mkDerivation (finalAttrs: {
  pname = "pnpm-server";
  version = "0.1.0";
  src = ./.;

  nativeBuildInputs = [
    nodejs
    pnpm
    pnpmConfigHook
  ];
  # In a linked store, packages are unpacked once. In the build and in the result, node_modules has only symlinks to them.
  pnpmDeps = fetchPnpmDeps {
    lockfile = ./pnpm-lock.yaml;
    inherit pnpm;
    linked = true;
  };
  # The same packages without devDependencies, for pnpmInstallProd.
  pnpmProdDeps = finalAttrs.pnpmDeps.prod;

  buildPhase = ''
    runHook preBuild
    pnpm run build
    runHook postBuild
  '';
  installPhase = ''
    runHook preInstall
    pnpmInstallProd
    mkdir -p $out/bin $out/lib/server
    cp -r dist node_modules package.json $out/lib/server
    printf '#!%s\nexec %s %s\n' ${runtimeShell} ${nodejs}/bin/node $out/lib/server/dist/server.js > $out/bin/pnpm-server
    chmod +x $out/bin/pnpm-server
    runHook postInstall
  '';
})
