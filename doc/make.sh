#!/bin/bash
# usage: make.sh FOLDER
#
# What `make doc` runs: renders README.md and the other pages, the doc comments of nix/ and the manual pages into FOLDER, as HTML.
set -euo pipefail

out=$1
cd "$(dirname "$0")/.."
mkdir -p "$out"

# name_of FILE: what its page is called; one that is a folder's README.md, like the folder.
name_of() {
	case $1 in
	*/README.md) basename "$(dirname "$1")" ;;
	*) basename "$1" .md ;;
	esac
}

# page NAME TITLE: Markdown on stdin. The pages, and the pictures, lie in one folder here.
page() {
	sed -E 's,\]\((\.\./)*README\.md,](readme.html,g
		s,\]\(([^):]*/)?([a-z0-9-]+)/README\.md,](\2.html,g
		s,\]\(([^):]*/)?([a-z0-9-]+)\.md,](\2.html,g
		s,\]\([^):]*/([a-z0-9-]+\.svg),](\1,g' |
		lowdown -s -t html --html-no-skiphtml --html-no-escapehtml -m "title=$2" -m "css=style.css" -o "$out/$1.html"
}

for manual in tools/*/*.1 nix/fragstore.1; do
	mandoc -T html -O "style=style.css,man=%N.%S.html" "$manual" >"$out/$(basename "$manual").html"
done

# The functions that a user calls. What they are made of is documented in its own files.
{
	# shellcheck disable=SC2016  # Markdown
	printf '# The functions\n\nOf what `import ./fragstore { }` gives.\n'
	awk -f doc/nix.awk nix/fetch[A-Z]*Deps.nix nix/pkgs/{mk,write}*.nix
} | page nix "fragstore: the functions"

cat nix/errors.md hooks/errors.md tools/errors.md | page errors "fragstore: how it can go wrong"
page readme fragstore <README.md

# What else is told beside the code, by its title.
further=$(find doc hooks nix tools -name '*.md' -not -name errors.md -not -path doc/index.md -not -path 'nix/templates/*' | LC_ALL=C sort)
{
	cat doc/index.md
	for text in $further; do
		name=$(name_of "$text")
		title=$(sed -n '1s/^# //p' "$text")
		page "$name" "fragstore: $title" <"$text"
		echo "- [$title]($name.html)"
	done
} | page index fragstore
cp doc/*.svg doc/style.css "$out"
