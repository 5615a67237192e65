let
  inherit (builtins) attrNames filter head;
  bunfigRegistries = import ./bunfigRegistries.nix;
  checkRegistries = import ../source/checkRegistries.nix;
  npmrcRegistries = import ../source/npmrcRegistries.nix;
  isSame = a: b: a == b || a == "${b}/" || "${a}/" == b;
in
/**
  The registries in bun's two files, and those that the user gives, which have priority.

  # Type

  ```
  registries :: { npmrc, bunfig :: null | Path; registries :: AttrSet; } -> { default :: String; "@scope" :: String; … }
  ```
*/
{
  npmrc,
  bunfig,
  registries,
}:
let
  fromNpmrc = if npmrc == null then { } else npmrcRegistries npmrc;
  fromBunfig = if bunfig == null then { } else bunfigRegistries bunfig;
  given = checkRegistries "fetchBunDeps: registries" registries;
  # bun 1.2 and 1.3 take what .npmrc says, bun 1.4 what bunfig.toml says.
  differing = filter (
    name: !given ? ${name} && fromBunfig ? ${name} && !isSame fromBunfig.${name} fromNpmrc.${name}
  ) (attrNames fromNpmrc);
in
if differing == [ ] then
  fromNpmrc // fromBunfig // given
else
  throw "${toString npmrc} and ${toString bunfig} have different registries for '${head differing}', and bun's version decides which one it uses; make them the same, or give registries.\"${head differing}\""
