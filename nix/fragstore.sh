#!/usr/bin/env bash
# fragstore doctor: looks at a project, says what doctor.nix says of it, and changes nothing.
set -euo pipefail

# The Makefile's, which is not where this is installed to.
version=0.1.0

help() {
	cat <<-'EOF'
		usage: fragstore doctor [FOLDER]

		Says how a project can be built with Nix.  Looks at FOLDER (default: the present one): which
		lockfile it has, which package manager is meant, how many packages there are for this platform,
		which of them need a hash from you, and whose build scripts run.  Then prints a Nix expression to
		begin with.  Nothing is changed, fetched or built.

		options:
		  --help
		      Print this text and exit.
		  --version
		      Print the version and exit.

		The report ends with an empty line; what follows is the expression.  Downloads that are in the
		Nix store already are counted, with their size: the lockfile has no sizes.

		example:
		  fragstore doctor . | sed '1,/^$/d' >package.nix

		exit status: 0 done; 1 failed, with one line on stderr; 2 wrong usage.
	EOF
}

fail() {
	printf 'fragstore: %s' "$1" | tr '\n' ' ' | tr -d '\000-\037' >&2
	echo >&2
	exit 1
}

usage() {
	echo "fragstore: $1 (see fragstore --help)" >&2
	exit 2
}

# The folder of doctor.nix, wherever this was installed to.
library=$(dirname "$(readlink -f "${BASH_SOURCE[0]}")")

# evaluate: what doctor.nix says, its tarballs first, a line each, then an empty line and the text.
evaluate() {
	# shellcheck disable=SC2016  # for Nix
	nix --extra-experimental-features nix-command eval --read-only --impure --raw --expr '
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
	local tarball count=0 all=0 bytes=0
	while IFS= read -r tarball && [ -n "$tarball" ]; do
		all=$((all + 1))
		if [ -f "$tarball" ]; then
			count=$((count + 1))
			bytes=$((bytes + $(stat -c %s "$tarball")))
		fi
	done
	if [ "$count" -gt 0 ]; then
		echo "; $count of $all downloads are in the Nix store already, $(numfmt --to=iec --suffix=B "$bytes")"
	fi
}

doctor() {
	local file output known errors cause
	fragstoreFolder=$(cd -- "$1" 2>/dev/null && pwd -P) || fail "$1: there is no such folder"
	for file in package.json pnpm-lock.yaml bun.lock pnpm-workspace.yaml .npmrc bunfig.toml; do
		if { [ -e "$fragstoreFolder/$file" ] || [ -L "$fragstoreFolder/$file" ]; } && [ ! -f "$fragstoreFolder/$file" ]; then
			fail "$fragstoreFolder/$file: is no regular file"
		fi
	done
	export fragstoreFolder fragstoreLibrary=$library
	errors=$(mktemp)
	# shellcheck disable=SC2064  # it is to be the name of now
	trap "rm -f '$errors'" EXIT
	if ! output=$(evaluate 2>"$errors"); then
		# The last error is the cause; what else is there says where it was met.
		cause=$(sed -n 's/^ *error: //p' "$errors" | tail -n 1)
		case $cause in
		"$fragstoreFolder"*) fail "$cause" ;;
		*json.exception*) fail "$fragstoreFolder/package.json: is damaged, or the lockfile is; Nix says: $cause" ;;
		*) fail "$fragstoreFolder: $cause" ;;
		esac
	fi
	known=$(fetched <<<"$output")
	output=$(sed '1,/^$/d' <<<"$output")
	printf '%s\n' "${output/@fetched@/$known}"
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
'') usage "nothing to do: say 'fragstore doctor'" ;;
*) usage "unknown command '$1'" ;;
esac
