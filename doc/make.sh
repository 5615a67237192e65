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

# page NAME TITLE: Markdown on stdin. Here the pages and the pictures are in one folder. Each page but the index leads back to it.
page() {
	{
		[ "$1" = index ] || printf '[fragstore](index.html) · [Functions](nix.html) · [Errors](errors.html) · [Questions](questions.html)\n\n'
		cat
	} | sed -E 's,\]\((\.\./)*README\.md,](readme.html,g
		s,\]\(([^):]*/)?([a-z0-9-]+)/README\.md,](\2.html,g
		s,\]\(([^):]*/)?([A-Za-z0-9-]+)\.md,](\2.html,g
		s,\]\([^):]*/([a-z0-9-]+\.svg),](\1,g' |
		lowdown -s -t html --out-no-smarty --html-no-skiphtml --html-no-escapehtml -m "title=$2" -m "css=style.css" -o "$out/$1.html"
}

for manual in tools/*/*.1 nix/fragstore.1; do
	mandoc -T html -O "style=style.css,man=%N.%S.html" "$manual" |
		sed 's,<body>,&<p><a href="index.html">fragstore</a> · <a href="tools.html">Programs</a></p>,' >"$out/$(basename "$manual").html"
done

# The functions that a user calls. What they are made of is documented in its own files.
between=
{
	# shellcheck disable=SC2016  # Markdown
	printf '# Reference of the functions\n\n`import ./fragstore { }` gives these functions. In a flake they are in `legacyPackages`, with the overlay in `pkgs.fragstore`.\n'
	functions=(nix/fetch{Pnpm,Bun,Npm}Deps.nix nix/pkgs/fetch[A-Z]*.nix nix/pkgs/{mk,write}*.nix)
	for file in "${functions[@]}"; do
		name=$(basename "$file" .nix)
		printf '%s[%s](#%s)' "$between" "$name" "$name"
		between=' · '
	done
	awk -f doc/nix.awk "${functions[@]}" | sed 's,in fetchDeps\.nix,[below](#all-fetchers),'
	# What a user gives to each of them, without what the library itself gives.
	printf '\n## Arguments of all fetchers {#all-fetchers}\n\n'
	# shellcheck disable=SC2016  # Markdown
	awk -f doc/nix.awk nix/fetchDeps.nix | sed -n '/^### Inputs/,/^### Output/ { /^`overrides`/,/^### Output/ { /^###/!p; } }'
} | page nix "fragstore: the functions"

# The three pages on errors as one, which begins with its contents. A section's place has its folder in its name.
{
	printf '# Errors\n\nSearch this page for the message, without the names in it.\n\n'
	for folder in nix hooks tools; do
		awk -v folder=$folder '
			/^# / { sub(/^# [^:]*: /, ""); printf "- **%s**: ", $0 }
			/^## / { printf "%s[%s](#%s-%d)", n++ ? " · " : "", substr($0, 4), folder, n }
			END { print "" }' $folder/errors.md
	done
	echo
	for folder in nix hooks tools; do
		awk -v folder=$folder '/^## / { $0 = $0 " {#" folder "-" ++n "}" } { print } END { print "" }' $folder/errors.md
	done
} | page errors "fragstore: errors"
page readme fragstore <README.md

# What else is told beside the code, by its title, in the README's order.
further=$({
	sed -n '/^## All pages/,/^## /p' README.md | grep -oE '\]\([^):#]+\.md' | sed 's/^](//'
	find doc hooks nix tools -name '*.md' -not -path doc/index.md -not -path 'nix/templates/*' | LC_ALL=C sort
} | grep -v '/errors\.md$' | awk '!seen[$0]++')
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
