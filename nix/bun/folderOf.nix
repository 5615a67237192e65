let
  inherit (builtins)
    head
    isList
    isString
    match
    ;
in
/**
  The folder of an entry of bun.lock's `packages` that is a folder of the project ("name@file:folder"), as the lockfile has it, or null.

  # Type

  ```
  folderOf :: Any -> null | String
  ```
*/
entry:
let
  parts =
    if isList entry && entry != [ ] && isString (head entry) then
      match "@?[^@]+@file:(.*)" (head entry)
    else
      null;
in
# A tarball is written in the same way.
if parts == null || match ".*[.](tgz|tar[.]gz)" (head parts) != null then null else head parts
