#!/bin/sh
# Makes sure that the machine has what a make target needs.
#
#   need.sh THING:PACKAGE...
#
# THING is a command, or a file when it starts with a slash.  Where one is
# missing its Debian package is installed when this is root; else the one
# command to run is printed and make stops.
set -eu

missing=
for need; do
	thing=${need%%:*}
	package=${need#*:}
	case $thing in
	/*) [ -e "$thing" ] && continue ;;
	*) command -v "$thing" >/dev/null && continue ;;
	esac
	missing="$missing $package"
done
[ -n "$missing" ] || exit 0

if [ "$(id -u)" -ne 0 ]; then
	echo "missing packages; run: sudo apt-get install --no-install-recommends -y$missing" >&2
	exit 1
fi
echo "installing with apt-get:$missing" >&2
export DEBIAN_FRONTEND=noninteractive
apt-get -qq update
# shellcheck disable=SC2086  # a list of words
apt-get -qq install --no-install-recommends -y $missing >/dev/null
