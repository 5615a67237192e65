let
  inherit (builtins)
    attrNames
    concatStringsSep
    elem
    filter
    hasContext
    head
    isString
    ;
  checkRegistries = import ../source/checkRegistries.nix;
  kinds = import ../kinds.nix;
  checkKinds = import ../checkKinds.nix;
  platformOf = import ../platform.nix;
  lockfiles = import ../lockfiles.nix;
  what = "fetchNodeTarballs";

  # What the settings beside a lockfile say.
  registriesBeside =
    lockfile:
    let
      isOf = manager: elem (baseNameOf lockfile) lockfiles.${manager}.names;
      managers = filter isOf (attrNames lockfiles);
    in
    if managers == [ ] then { } else (import (../. + "/${head managers}")).registriesBeside (dirOf lockfile);

  # What other functions with a hash take, and what the tarballs do not depend on.
  needless = [
    "fetcherVersion"
    "forceEmptyCache"
    "forceGitDeps"
    "importers"
    "installer"
    "linked"
    "npmDepsFetcherVersion"
    "outputHashes"
    "overrides"
    "pnpm"
    "pnpmInstallFlags"
    "pnpmWorkspaces"
    "prePnpmInstall"
    "prod"
    "scripts"
    "writable"
  ];
  # `hash`, in the words of other functions.
  otherHashes = [
    "sha256"
    "sha512"
    "outputHash"
    "npmDepsHash"
    "pnpmDepsHash"
  ];
in
/**
  All tarballs that a pnpm-lock.yaml, bun.lock or package-lock.json names, in one derivation with one hash. Set it as pnpmDeps, bunDeps or
  npmDeps for fragstore's hooks. It is for package sets such as nixpkgs, which do not allow copies of lockfiles: it reads the lockfile in the
  build. The hash depends only on the lockfile's packages, and not on a version of pnpm, bun, npm or fragstore.

  # Inputs

  `hash`
  : the hash of the result. With "" or `lib.fakeHash`, the build fails and Nix prints the right one.

  `src`
  : the source with the lockfile. Also give `sourceRoot`, `patches`, `postPatch` and so on, as in the package itself.

  `lockfile`
  : which lockfile in `src`, if there are several: `"web/pnpm-lock.yaml"`. Or the path of a lockfile, instead of `src`.

  `pname`, `name`
  : the name of the result: NAME, or PNAME-node-tarballs

  `system`, `libc`
  : the platform to fetch for. Without it, the result has the tarballs for all platforms, and the hash is the same everywhere.

  `without`
  : packages to leave out, by the names that the error message shows: optional packages for other platforms that the registry no longer has

  `registries`
  : `{ default = URL; "@scope" = URL; }`, for packages for which the lockfile has no address. They count more than those in `.npmrc`,
    `bunfig.toml` and `pnpm-workspace.yaml` beside the lockfile.

  All other arguments are those of stdenv.mkDerivation.

  # Output

  A folder `tarballs`. The name of a tarball is its integrity. An archive of a git commit has no integrity: its name is the hash of its URL,
  and it is unpacked.

  # Type

  ```
  fetchNodeTarballs :: AttrSet -> Derivation
  ```

  # Example

  ```nix
  fetchNodeTarballs {
    pname = "hello";
    src = ./.;
    hash = "sha256-47DEQpj8HBSa+/TImW+5JCeuQeRkm5NMpJWZG3hSuFU=";
  }
  ```
*/
{
  stdenvNoCC,
  curl,
  cacert,
  tools,
}:
given:
let
  args = {
    hash = "";
    lockfile = "";
    registries = { };
    without = [ ];
    system = null;
    libc = "glibc";
  }
  // checkKinds {
    inherit what;
    kinds = {
      inherit (kinds) hash;
      pname = kinds.text;
      src = kinds.package // {
        is = value: value != null && kinds.package.is value;
        are = "a fetched source, or a path";
        write = "NAME = ./.;";
        lazy = false;
      };
      nativeBuildInputs = kinds.list;
      lockfile = kinds.text // {
        is = value: kinds.text.is value || kinds.package.is value;
        are = "a path, or a string that names a file of src";
        write = "NAME = ./pnpm-lock.yaml;` or `NAME = \"web/pnpm-lock.yaml\";";
      };
      registries = kinds.set;
      without = kinds.strings;
      system = kinds.orNull kinds.text;
      inherit (kinds) libc;
    };
  } given;
  refused = filter (name: given ? ${name}) needless;
  hashesOfOthers = filter (name: given ? ${name}) otherHashes;
  isInSource = isString args.lockfile && !hasContext args.lockfile;

  # The build sees a lockfile that is given as a path, but not the settings beside it.
  ofSettings =
    if isInSource || !builtins.isPath args.lockfile then { } else registriesBeside args.lockfile;
  registries = ofSettings // checkRegistries "${what}: registries" args.registries;
  registryOptions = map (
    scope: "--registry=${if scope == "default" then "" else "${scope}="}${registries.${scope}}"
  ) (attrNames registries);
  platform = platformOf {
    inherit what;
    inherit (args) system libc;
  };
  platformOptions =
    if args.system == null then
      [ ]
    else
      [ "--platform=${platform.os}-${platform.cpu}${if platform.os == "linux" then "-${platform.libc}" else ""}" ];
in
if given ? outPath || !builtins.isAttrs given then
  throw "${what} is given ${import ../describe.nix given} instead of arguments; write `${what} { src = …; hash = \"\"; }`"
else if refused != [ ] then
  throw "${what}: ${head refused}: leave it out, the tarballs do not depend on it"
else if builtins.isPath args.lockfile && !builtins.pathExists args.lockfile then
  throw "${what}: lockfile: there is no file ${toString args.lockfile}; correct the path, and in a flake, `git add` the file"
else if hashesOfOthers != [ ] then
  throw "${what}: ${head hashesOfOthers}: give the hash as `hash`"
else if isInSource && !given ? src then
  throw "${what}: give `src`, the source that has the lockfile, or `lockfile`, a path such as ./pnpm-lock.yaml"
else
  stdenvNoCC.mkDerivation (
    {
      name = if given ? pname then "${given.pname}-node-tarballs" else "node-tarballs";
    }
    # A version in the name would make other paths of the same tarballs.
    // removeAttrs given [
      "pname"
      "version"
      "hash"
      "registries"
      "without"
      "system"
      "libc"
    ]
    // (
      if isInSource then
        { inherit (args) lockfile; }
      else
        {
          lockfile = "${args.lockfile}";
          unpackPhase = "mkdir source; cd source";
        }
    )
    // {
      nativeBuildInputs = [ curl ] ++ given.nativeBuildInputs or [ ];
      nodeModules = tools.node-modules;
      sourceOptions = concatStringsSep " " (registryOptions ++ platformOptions);
      managers = import ../lockfileWords.nix;
      without = concatStringsSep "\n" args.without;
      dontConfigure = true;
      buildPhase = ''
        runHook preBuild
        source ${./fetch-node-tarballs.sh}
        fetchNodeTarballs
        runHook postBuild
      '';
      installPhase = ''
        runHook preInstall
        mkdir $out
        mv "$fetched" $out/tarballs
        runHook postInstall
      '';
      dontFixup = true;

      SSL_CERT_FILE = "${cacert}/etc/ssl/certs/ca-bundle.crt";
      impureEnvVars = [
        "http_proxy"
        "https_proxy"
        "ftp_proxy"
        "all_proxy"
        "no_proxy"
        "NIX_SSL_CERT_FILE"
        "NIX_NPM_TOKENS"
      ];
      outputHashMode = "recursive";
      outputHash = args.hash;
      preferLocalBuild = true;
    }
    # Nix reads the algorithm off a hash that is one.
    // (if args.hash == "" then { outputHashAlgo = "sha256"; } else { })
  )
