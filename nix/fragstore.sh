#!/usr/bin/env bash
# fragstore doctor: looks at a project, says what doctor.nix says of it, and changes nothing.
set -euo pipefail

# The Makefile's, which is not where this is installed to.
version=0.1.0

help() {
	cat <<-'EOF'
		usage: fragstore doctor [FOLDER]

		Says how to build a project with Nix.  It reports on FOLDER (default: the current folder): which
		lockfile and package manager it has, how many packages there are for this platform, which of
		them need a hash from you, and which install scripts run.  Then it prints a Nix expression to
		begin with.  It changes, fetches and builds nothing.

		options:
		  --help
		      Print this text and exit.
		  --version
		      Print the version and exit.

		An empty line ends the report, and the expression follows.  The report shows the size of the
		tarballs that are already in the Nix store, because a lockfile has no sizes.

		example:
		  fragstore doctor . | sed '1,/^$/d' >package.nix

		exit status: 0 done; 1 failed, with one line on stderr; 2 wrong usage.
	EOF
}

# Without the characters that a terminal obeys: control characters (C0, C1) and those that change the direction of text (U+202A to
# U+202E, U+2066 to U+2069). text/printable.nix has the same ones; this is for what Nix itself says, too.
plain() {
	LC_ALL=C tr -d '\000-\011\013-\037\177' | LC_ALL=C sed 's/\xc2[\x80-\x9f]\|\xe2\x80[\xaa-\xae]\|\xe2\x81[\xa6-\xa9]//g'
}

fail() {
	printf 'fragstore: %s\n' "${1//$'\n'/ }" | plain >&2
	exit 1
}

usage() {
	printf 'fragstore: %s (see fragstore --help)\n' "${1//$'\n'/ }" | plain >&2
	exit 2
}

# The folder of doctor.nix, wherever this was installed to.
library=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

# evaluate: what doctor.nix says, its tarballs first, a line each, then an empty line and the text.
evaluate() {
	# shellcheck disable=SC2016  # for Nix
	nix --extra-experimental-features nix-command eval --show-trace --read-only --impure --raw --expr '
		let
		  result = import (/. + builtins.getEnv "fragstoreLibrary" + "/doctor.nix") {
		    directory = /. + builtins.getEnv "fragstoreFolder";
		    system = builtins.currentSystem;
		  };
		  lines = builtins.concatStringsSep "\n";
		in
		builtins.unsafeDiscardStringContext (lines (result.tarballs ++ [ "" result.text ]))
	'
}

# What is known of the tarballs, a list on stdin that ends with an empty line.
fetched() {
	local tarballs all count bytes
	tarballs=$(sed '/^$/,$d' | sort -u)
	all=$(grep -c . <<<"$tarballs" || true)
	read -r count bytes < <(xargs -r -d '\n' stat -c %s <<<"$tarballs" 2>/dev/null | awk '{ bytes += $1 } END { printf "%d %.0f\n", NR, bytes }')
	if [ "$count" -gt 0 ]; then
		echo "; $count of their $all tarballs are in the Nix store already, $(numfmt --to=iec-i --suffix=B "$bytes")"
	elif [ "$all" -gt 0 ]; then
		echo "; how many bytes is not known before their tarballs are fetched"
	fi
}

# Says on a terminal what takes longer than a second.
start_progress() {
	if [ -t 2 ]; then
		{ sleep 1 && printf '%s' "fragstore: Nix reads the lockfile" >&2; } >/dev/null &
		progress=$!
	fi
}

end_progress() {
	if [ -n "${progress-}" ]; then
		kill "$progress" 2>/dev/null || true
		wait "$progress" 2>/dev/null || true
		printf '\r\e[K' >&2
		progress=
	fi
}

end() {
	end_progress
	rm -f "$errors"
}

# Fails with what Nix says in $errors: the last error is the cause; what else is there says where it was met.
fail_with_cause() {
	local cause
	cause=$(sed -n 's/^ *error: //p' "$errors" | tail -n 1)
	case $cause in
	"$fragstoreFolder"*) fail "$cause" ;;
	*) fail "$fragstoreFolder: ${cause:-Nix says: $(tail -n 1 "$errors")}" ;;
	esac
}

doctor() {
	local file output known
	[ -d "$1" ] || fail "$1: there is no such folder"
	# By its real path, which may end in a line end; not one that CDPATH knows.
	CDPATH='' cd -P -- "$1" 2>/dev/null || fail "$1: the folder cannot be read"
	fragstoreFolder=$PWD
	for file in package.json pnpm-lock.yaml bun.lock package-lock.json npm-shrinkwrap.json yarn.lock pnpm-workspace.yaml .npmrc bunfig.toml; do
		if [ -f "$file" ]; then
			[ -r "$file" ] || fail "$fragstoreFolder/$file: cannot be read"
		elif [ -e "$file" ] || [ -L "$file" ]; then
			fail "$fragstoreFolder/$file: is not a regular file"
		fi
	done
	type -P nix >/dev/null || fail "nix: there is no such program in PATH"
	export fragstoreFolder fragstoreLibrary=$library
	errors=$(mktemp)
	trap end EXIT
	start_progress
	if ! output=$(evaluate 2>"$errors"); then
		end_progress
		fail_with_cause
	fi
	known=$(fetched <<<"$output")
	end_progress
	output=$(awk 'text; /^$/ { text = 1 }' <<<"$output")
	printf '%s\n' "${output/@fetched@/$known}" | plain
}

case ${1-} in
doctor)
	[ $# -le 2 ] || usage "one folder at most"
	case ${2-.} in
	--help) help ;;
	-*) usage "unknown option '$2'" ;;
	*) doctor "${2-.}" ;;
	esac
	;;
--help) help ;;
--version) echo "fragstore $version" ;;
'') usage "nothing to do: run 'fragstore doctor'" ;;
*) usage "unknown command '$1'" ;;
esac
