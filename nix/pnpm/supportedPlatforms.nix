let
  inherit (builtins)
    any
    concatMap
    isList
    isString
    ;
  supportsPlatform = import ../source/supportsPlatform.nix;
in
/**
  Whether pnpm installs an optional package here: on this platform, and on those of the `supportedArchitectures` setting.

  # Inputs

  `platform`
  : from platform

  `settings`
  : what workspaceSettings returns, or the `pnpm` of a package.json

  # Type

  ```
  supportedPlatforms :: { platform, settings } -> package -> Bool
  ```

  # Example

  ```nix
  supportedPlatforms {
    platform = { os = "linux"; cpu = "x64"; libc = "glibc"; };
    settings.supportedArchitectures.os = [ "current" "darwin" ];
  } { os = [ "darwin" ]; cpu = [ ]; libc = [ ]; }
  => true
  ```
*/
{ platform, settings }:
let
  # What is not said is that of this platform, and so is "current".
  values =
    name:
    let
      said = (settings.supportedArchitectures or { }).${name} or [ ];
      list = if isString said then [ said ] else said;
    in
    if !isList list || list == [ ] then
      [ platform.${name} ]
    else
      map (value: if value == "current" then platform.${name} else value) list;
  platforms = concatMap (
    os: concatMap (cpu: map (libc: { inherit os cpu libc; }) (values "libc")) (values "cpu")
  ) (values "os");
in
package: any (platform: supportsPlatform platform package) platforms
