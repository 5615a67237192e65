#!/bin/sh
# Runs apt-get for one release of Debian, whatever this machine runs: another
# release, or Ubuntu.
#
#   debian.sh DIR RELEASE ARGUMENT...
#
# The package lists are below DIR, and what is downloaded is in DIR/archives; the
# machine's own package sources stay as they are.  No package counts as installed, so
# `install --download-only` fetches a package with everything that it needs.
# The lists are checked with debian-keys.asc: the keys of Debian 12 and 13, from the
# package debian-archive-keyring 2023.3+deb12u2.
set -eu

here=$(cd "$(dirname "$0")" && pwd)
dir=$(mkdir -p "$1/lists/partial" "$1/archives/partial" && cd "$1" && pwd)
release=$2
shift 2

: >"$dir/status"
for type in deb deb-src; do
	echo "$type [signed-by=$here/debian-keys.asc] http://deb.debian.org/debian $release main"
done >"$dir/sources.list"
exec apt-get -qq -o Dir::State="$dir" -o Dir::State::status="$dir/status" -o Dir::Cache="$dir" -o Dir::Cache::pkgcache= \
	-o Dir::Cache::srcpkgcache= -o Dir::Etc::sourcelist="$dir/sources.list" -o Dir::Etc::sourceparts=/dev/null \
	-o Dir::Etc::preferences=/dev/null -o Dir::Etc::preferencesparts=/dev/null -o APT::Default-Release= \
	-o APT::Sandbox::User=root -o Acquire::Languages=none "$@"
