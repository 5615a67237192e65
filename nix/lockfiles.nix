/*
  The lockfile of each package manager: its names, and the function and the argument that take it. The name that comes first has priority.
  Lockfiles that are `unreadable` here have a binary form.
*/
{
  pnpm = {
    names = [ "pnpm-lock.yaml" ];
    fetcher = "fetchPnpmDeps";
    argument = "lockfile";
  };
  bun = {
    names = [ "bun.lock" ];
    unreadable = [ "bun.lockb" ];
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
