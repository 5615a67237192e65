/**
  The two kernels of Intel's multi-buffer library that hash several messages at once, and nothing else of the library. tools/deps.sh makes
  the same from Debian's sources, which are those of this release. The kernels are assembled for ELF. On other systems and processors, the
  programs hash with OpenSSL.
*/
{
  lib,
  stdenv,
  fetchFromGitHub,
  nasm,
}:
stdenv.mkDerivation (finalAttrs: {
  pname = "intel-ipsec-mb-sha512";
  version = "1.3";
  src = fetchFromGitHub {
    owner = "intel";
    repo = "intel-ipsec-mb";
    rev = "v${finalAttrs.version}";
    hash = "sha256-H6QkThIHRbRZMICKYFGF1zE2zSvGX+WMPr84rpnMHw8=";
  };

  strictDeps = true;
  nativeBuildInputs = [ nasm ];
  buildPhase = ''
    runHook preBuild
    cd lib
    for kernel in avx512_t1/sha512_x8_avx512 avx2_t1/sha512_x4_avx2; do
      nasm -felf64 -DLINUX -D__linux__ -I. -Iinclude/ -o "$(basename "$kernel").o" "$kernel.asm"
    done
    ${stdenv.cc.targetPrefix}ar rcs libsha512.a sha512_x8_avx512.o sha512_x4_avx2.o
    runHook postBuild
  '';
  installPhase = ''
    runHook preInstall
    install -Dm644 -t $out/lib libsha512.a
    runHook postInstall
  '';

  meta = {
    description = "SHA-512 of several messages at once, with AVX2 and AVX-512";
    homepage = "https://github.com/intel/intel-ipsec-mb";
    license = lib.licenses.bsd3;
    platforms = [ "x86_64-linux" ];
  };
})
