#!/bin/bash
# usage: debs.sh ARCHITECTURE DEST
#
# Unpacks some programs and the libraries they need, of Debian for another architecture, to DEST.
set -euo pipefail

arch=$1 dest=$2 suite=bookworm
[ -e "$dest/.all" ] && exit
[ "$arch" = riscv64 ] && suite=trixie # the first one that has it
apt=$dest.apt
here=$(cd "$(dirname "$0")" && pwd)
debian() { "$here/../../tools/debian.sh" "$apt" "$suite" -o "APT::Architecture=$arch" -o "APT::Architectures=$arch" "$@"; }
rm -rf "$apt" "$dest"
mkdir -p "$dest"/usr/{bin,lib}
# As Debian itself has them, and so that a library is in the first folder where it is looked for: qemu-user 7.2 does not
# apply -L to statx, so a 32-bit loader takes a folder that had not the one library for missing, and the next one's too.
ln -s usr/bin usr/lib "$dest"
packages=(libc6 coreutils libacl1 libattr1 libgmp10 libselinux1 libpcre2-8-0 dash grep sed)
[ "$suite" = bookworm ] || packages+=(libssl3t64 zlib1g libzstd1 libcap2 libsystemd0)
debian update
cd "$apt"
debian download "${packages[@]}"
for deb in ./*.deb; do dpkg-deb --fsys-tarfile "$deb" | tar -x --keep-directory-symlink -C "$dest"; done
# An interpreter that is an absolute symlink is one of the host's.
find "$dest"/lib*/ -maxdepth 1 -type l -lname '/*' | while read -r link; do
    cp --remove-destination "$dest$(readlink "$link")" "$link"
done
rm -rf "$apt"
touch "$dest/.all"
