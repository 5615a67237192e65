/*
  The lockfile of each package manager: its names, and the function and the argument that take it. The name that comes first has priority.
*/
{
  pnpm = {
    names = [ "pnpm-lock.yaml" ];
    fetcher = "fetchPnpmDeps";
    argument = "lockfile";
  };
  bun = {
    names = [ "bun.lock" ];
    fetcher = "fetchBunDeps";
    argument = "bunLock";
  };
  npm = {
    names = [
      "npm-shrinkwrap.json"
      "package-lock.json"
    ];
    fetcher = "fetchNpmDeps";
    argument = "lockfile";
  };
}
