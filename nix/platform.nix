let
  os = {
    linux = "linux";
    darwin = "darwin";
    freebsd = "freebsd";
    openbsd = "openbsd";
    netbsd = "netbsd";
    windows = "win32";
    cygwin = "win32";
  };
  cpu = {
    x86_64 = "x64";
    aarch64 = "arm64";
    i686 = "ia32";
    armv6l = "arm";
    armv7l = "arm";
    riscv64 = "riscv64";
    powerpc64le = "ppc64";
    powerpc64 = "ppc64";
    s390x = "s390x";
    loongarch64 = "loong64";
    mips = "mips";
    mipsel = "mipsel";
  };
in
/**
  What Node calls the operating system and the processor of a Nix system. `libc` is returned as it is, and has a meaning only on Linux. Messages
  begin with `what`.

  # Type

  ```
  platform :: { what, system, libc :: String; } -> { os, cpu, libc :: String; }
  ```

  # Example

  ```nix
  platform { what = "fetchBunDeps"; system = "x86_64-linux"; libc = "glibc"; }
  => { os = "linux"; cpu = "x64"; libc = "glibc"; }
  ```
*/
{
  what,
  system,
  libc,
}:
let
  parts = builtins.match "([^-]+)-([^-]+)" system;
  unknown = throw "${what}: system is \"${system}\", which fragstore does not know; use one of the processors ${names cpu} and one of the systems ${names os}, as in \"x86_64-linux\"";
  names = set: builtins.concatStringsSep ", " (builtins.attrNames set);
in
if parts == null then
  unknown
else
  {
    cpu = cpu.${builtins.elemAt parts 0} or unknown;
    os = os.${builtins.elemAt parts 1} or unknown;
    inherit libc;
  }
