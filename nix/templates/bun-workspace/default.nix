# For fragstore.callPackage: one program, which bun compiles from a workspace.
{ mkBunDerivation, fetchBunDeps }:
mkBunDerivation {
  # The program's name, its version and its source file ("module") are those of package.json.
  packageJson = ./package.json;
  # All of the workspace: bun looks at every package.json in it.
  src = ./.;
  bunDeps = fetchBunDeps { bunLock = ./bun.lock; };
}
