let
  inherit (builtins)
    any
    attrNames
    concatStringsSep
    elem
    elemAt
    filter
    head
    isAttrs
    isList
    isString
    match
    readFile
    split
    substring
    ;
  isLine = import ../lockfile/isLine.nix;
  shellWord = import ../text/shellWord.nix;
  downloads = import ../downloads.nix;
  # A comment among them is no package's name.
  defaultTrusted = filter isString (split "\n" (readFile ../bun/defaultTrusted.txt));
  attributes = value: if isAttrs value then value else { };
  names = list: if isList list then filter (name: isLine name && name != "") list else [ ];
  joined = concatStringsSep ", ";

  # Whether a package is one that an entry names: "esbuild", "esbuild@0.25.0 || 0.26.0".
  isNamed =
    package: entry:
    let
      parts = match "(@?[^@]+)@(.+)" entry;
      versions = filter isString (split " *[|][|] *" (elemAt parts 1));
    in
    if parts == null then package.name == entry else package.name == head parts && elem package.version versions;
  without = list: filter (name: !elem name list);
in
/**
  Which of a project's packages may run install scripts, and what to do about it.

  # Inputs

  `isPnpm`, `manifest`
  : whether pnpm builds the project and not bun, and its package.json

  `pnpm`
  : from whichPnpm: its `major`, and `version` if that is known

  `settings`
  : pnpm-workspace.yaml, null if it could not be read

  `npmrc`
  : the text of .npmrc

  `packages`
  : a list

  # Type

  ```
  scripts :: AttrSet -> {
    text :: String;            # who runs which
    rebuild :: null | String;  # the command that runs those of pnpm, if that is worth doing
    downloading :: [ String ]; # of those that may run, the packages in ../downloads.nix
  }
  ```
*/
{
  isPnpm,
  pnpm,
  manifest,
  settings,
  npmrc,
  packages,
}:
let
  byName = builtins.groupBy (package: package.name) packages;
  # The packages that a list of entries names, each once.
  present =
    entries: filter (name: any (package: any (isNamed package) entries) byName.${name}) (attrNames byName);
  downloading = filter (name: downloads ? ${name});

  # --- bun -------------------------------------------------------------------------------------------------------------------

  trusted = present (names manifest.trustedDependencies);
  hasTrusted = names (manifest.trustedDependencies or null) != [ ];
  trustedByBun = filter (name: byName ? ${name}) defaultTrusted;
  ofBun =
    if !hasTrusted then
      {
        text = "bunHook runs those of packages that bun trusts by itself (`bun pm default-trusted`): ${
          if trustedByBun == [ ] then "none of these" else joined trustedByBun
        }; package.json has no trustedDependencies${
          if manifest ? trustedDependencies then ", and the [] there means none only to bun 1.4" else ""
        }";
        downloading = downloading trustedByBun;
      }
    else
      {
        text = if trusted == [ ] then "none run" else "bunHook runs those of ${joined trusted} (trustedDependencies)";
        downloading = downloading trusted;
      };

  # --- pnpm ------------------------------------------------------------------------------------------------------------------

  # What reads which settings: pnpm 9 those in package.json, 11 and later those in pnpm-workspace.yaml, 10 both.
  inherit (pnpm) major;
  ofPackageJson = if elem major [ "9" "10" ] then attributes (manifest.pnpm or null) else { };
  ofWorkspace = if major == "9" then { } else attributes settings;
  readsLists = elem major [ "9" "10" ];
  readsAllowBuilds = major != "9" && !(major == "10" && pnpm ? version && builtins.compareVersions pnpm.version "10.26" < 0);
  list = name: if readsLists then names (ofWorkspace.${name} or ofPackageJson.${name} or null) else [ ];
  allowBuilds = attributes (if readsAllowBuilds then ofWorkspace.allowBuilds or null else null);
  allowed = list "onlyBuiltDependencies" ++ filter (name: isLine name && allowBuilds.${name} == true) (attrNames allowBuilds);
  # pnpm 9 runs all if it has no list, pnpm 10 if it has one of those that may not.
  allowsAll =
    ofWorkspace.dangerouslyAllowAllBuilds or false == true
    || allowed == [ ] && (major == "9" || list "neverBuiltDependencies" != [ ]);
  # What decides this, too, and is not read here.
  elsewhere =
    if settings == null && major != "9" then
      "pnpm-workspace.yaml has more than can be read here"
    else if readsLists && ofWorkspace ? onlyBuiltDependenciesFile || ofPackageJson ? onlyBuiltDependenciesFile then
      "onlyBuiltDependenciesFile names a file"
    else if
      builtins.length (split "(^|\n)[ \t]*(ignore-scripts|dangerously-allow-all-builds|(only|never)-built-dependencies)" npmrc) > 1
    then
      ".npmrc has settings about them"
    else
      null;

  runs = present allowed;
  # One that begins as an option does would be one.
  rebuilt = without (downloading runs) (filter (name: substring 0 1 name != "-") runs);
  rebuild = if rebuilt == [ ] then null else "pnpm rebuild ${concatStringsSep " " (map shellWord rebuilt)}";
  hasLinked = !elem major [ "9" "10" ];
  orLinked = if hasLinked then ", or a linked store (pnpm 11.7 or later)" else "";
  none = "pnpmConfigHook runs none";
  ofPnpm =
    if elsewhere != null then
      {
        text = "${elsewhere}; see which it allows; ${none}";
        downloading = [ ];
        rebuild = null;
      }
    else if allowsAll then
      {
        text = "pnpm may run all; ${none}: have `pnpm rebuild` with the names of packages in preBuild${orLinked}, if what they make is missed";
        downloading = downloading (present (attrNames downloads));
        rebuild = null;
      }
    else if runs == [ ] then
      {
        text = "none is allowed, and ${none}";
        downloading = [ ];
        rebuild = null;
      }
    else
      {
        text = "pnpm may run those of ${joined runs}; ${none}${
          if rebuild == null then "" else ": have `${rebuild}` in preBuild${orLinked}, if what they make is missed"
        }";
        downloading = downloading runs;
        inherit rebuild;
      };
in
if isPnpm then ofPnpm else ofBun // { rebuild = null; }
