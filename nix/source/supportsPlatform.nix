let
  inherit (builtins)
    all
    elem
    substring
    ;
  isNegation = item: substring 0 1 item == "!";
  # As pnpm has it: one negation that names the value refuses it; a list of nothing but negations takes everything else.
  accepts =
    list: value:
    list == null
    || list == [ "any" ]
    || !elem "!${value}" list && (elem value list || all isNegation list);
in
/**
  Whether a package's `os`, `cpu` and `libc` lists, negations (`!win32`) among them, take a platform.

  # Type

  ```
  supportsPlatform :: { os, cpu, libc :: String; } -> { os, cpu, libc :: null | [ String ]; … } -> Bool
  ```
*/
platform: package:
accepts package.os platform.os
&& accepts package.cpu platform.cpu
# Only Linux has a choice of libc.
&& (platform.os != "linux" || accepts package.libc platform.libc)
