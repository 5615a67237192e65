/*
  The lockfile of each package manager: by which names, what counts most first, and which function takes it as which argument.
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
