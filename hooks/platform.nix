# The platform that a hook of STDENV installs for, as node-modules' --platform has it.
stdenv:
let
  inherit (stdenv) targetPlatform;
in
"${targetPlatform.node.platform}-${targetPlatform.node.arch}${if targetPlatform.isMusl or false then "-musl" else ""}"
