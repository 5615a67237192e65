let
  inherit (builtins)
    all
    elem
    substring
    ;
  isNegation = item: substring 0 1 item == "!";
  # As in pnpm: a negation of the value refuses it, and a list that has only negations allows every other value.
  accepts =
    list: value:
    list == null
    || list == [ "any" ]
    || !elem "!${value}" list && (elem value list || all isNegation list);
in
/**
  Whether a package's `os`, `cpu` and `libc` lists, which can have negations (`!win32`), allow a platform.

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
