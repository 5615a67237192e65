let
  inherit (builtins)
    attrNames
    concatStringsSep
    elem
    filter
    groupBy
    length
    split
    substring
    ;
  allowedScripts = import ../pnpm/allowedScripts.nix;
  downloads = import ../downloads.nix;
  shellWord = import ../text/shellWord.nix;
  trustedScripts = import ../bun/trustedScripts.nix;
  versions = import ../pnpm/versions.nix;
  joined = concatStringsSep ", ";
in
/**
  Which of a project's packages run install scripts, and what to do about it.

  # Inputs

  `isPnpm`, `manifest`
  : whether pnpm builds the project and not bun, and its package.json

  `pnpm`
  : from whichPnpm: its `major`, and `version` if that is known

  `settings`
  : pnpm-workspace.yaml, null if it could not be read

  `npmrc`
  : the text of .npmrc

  `lock`
  : bun.lock, as readBunLock returns it

  `packages`
  : a list

  # Type

  ```
  scripts :: AttrSet -> {
    text :: String;            # who runs which
    downloading :: [ String ]; # of those that run, the packages in ../downloads.nix
  }
  ```
*/
{
  isPnpm,
  pnpm,
  manifest,
  settings,
  npmrc,
  lock,
  packages,
}:
let
  namesOf = allows: attrNames (groupBy (package: package.name) (filter allows packages));
  ofThose = names: if names == [ ] then "none" else "those of ${joined names}";

  # --- bun -------------------------------------------------------------------------------------------------------------------

  trusted = trustedScripts { inherit manifest lock; };
  trustedNames = namesOf trusted.allows;
  ofBun = {
    text = "fetchBunDeps runs ${ofThose trustedNames} (${
      if trusted.said then
        "trustedDependencies"
      else
        "of those that bun trusts by itself, `bun pm default-trusted`; package.json has no trustedDependencies"
    })";
    downloading = filter (name: downloads ? ${name}) trustedNames;
  };

  # --- pnpm ------------------------------------------------------------------------------------------------------------------

  settingsIn = versions.known.${pnpm.major}.settings;
  allowed = allowedScripts {
    version = pnpm.version or pnpm.major;
    inherit settingsIn manifest settings;
  };
  allowedNames = namesOf allowed.allows;
  # What decides this, too, and is not read here.
  elsewhere =
    if settings == null && elem "pnpm-workspace.yaml" settingsIn then
      "pnpm-workspace.yaml has more than can be read here"
    else if allowed.namesFile then
      "onlyBuiltDependenciesFile names a file"
    else if
      length (split "(^|\n)[ \t]*(ignore-scripts|dangerously-allow-all-builds|(only|never)-built-dependencies)" npmrc) > 1
    then
      ".npmrc has settings about them"
    else
      null;
  toRun = "have scripts.NAME = { }; in fetchPnpmDeps for each package whose script is to run";

  # One that begins as an option does would be one.
  rebuilt = filter (name: !downloads ? ${name} && substring 0 1 name != "-") allowedNames;
  # With these pnpm itself installs.
  ofPnpmItself = {
    text = "pnpmConfigHook runs none, because pnpm itself installs configDependencies${
      if rebuilt == [ ] then
        ""
      else
        ": have `pnpm rebuild ${concatStringsSep " " (map shellWord rebuilt)}` in preBuild, if what they make is missed"
    }";
    downloading = [ ];
  };
  ofPnpm = {
    text =
      if elsewhere != null then
        "${elsewhere}, and fetchPnpmDeps does not know which it allows; ${toRun}"
      else if allowed.allowsAll then
        "pnpm may run all, but fetchPnpmDeps runs ${ofThose allowedNames}; ${toRun}"
      else
        "fetchPnpmDeps runs ${ofThose allowedNames}${if allowedNames == [ ] then ": the project allows none" else ""}";
    downloading = if elsewhere != null then [ ] else filter (name: downloads ? ${name}) allowedNames;
  };
in
if !isPnpm then
  ofBun
else if settings ? configDependencies then
  ofPnpmItself
else
  ofPnpm
