# For fragstore.callPackage: one program, which bun compiles from a workspace.
{ mkBunDerivation, fetchBunDeps }:
mkBunDerivation {
  # The program's name, its version and its source file ("module") come from package.json.
  packageJson = ./package.json;
  # The whole workspace, because bun reads every package.json in it.
  src = ./.;
  bunDeps = fetchBunDeps { bunLock = ./bun.lock; };
}
