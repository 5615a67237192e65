#!/bin/sh
# Makes sure that the machine has what a make target needs.
#
#   need.sh THING:PACKAGE...
#
# THING is a command, or a file when it starts with a slash, which may be a pattern.
# Where one is missing its Debian package is installed when this is root; else the one
# command to run is printed and make stops.  Where there is no apt-get, it says what
# is missing.
set -eu

# present THING
present() {
	case $1 in
	/*)
		# shellcheck disable=SC2086  # a pattern
		set -- $1
		[ -e "$1" ]
		;;
	*) command -v "$1" >/dev/null ;;
	esac
}

missing='' packages=''
for need; do
	present "${need%%:*}" && continue
	missing="$missing ${need%%:*}" packages="$packages ${need#*:}"
done
[ -n "$missing" ] || exit 0

if ! command -v apt-get >/dev/null; then
	echo "missing:$missing" >&2
	echo "make can only install them on Debian and Ubuntu; install them yourself, or use fragstore's flake, which needs nothing but Nix: see README.md" >&2
	exit 1
fi
if [ "$(id -u)" -ne 0 ]; then
	echo "missing packages; run: sudo apt-get install --no-install-recommends -y$packages" >&2
	exit 1
fi
echo "installing with apt-get:$packages" >&2
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
# shellcheck disable=SC2086  # a list of words
apt-get -qq install --no-install-recommends -y $packages >/dev/null
