#!/bin/bash
# usage: make.sh FOLDER
#
# What `make doc` runs: renders README.md, the doc comments of nix/, the manual pages and the pages on errors into FOLDER, as HTML.
set -euo pipefail

out=$1
cd "$(dirname "$0")/.."
mkdir -p "$out"

# page NAME TITLE: Markdown on stdin.
page() {
	lowdown -s -t html --html-no-skiphtml --html-no-escapehtml -m "title=$2" -m "css=style.css" -o "$out/$1.html"
}

for manual in tools/*/*.1 nix/fragstore.1; do
	mandoc -T html -O "style=style.css,man=%N.%S.html" "$manual" >"$out/$(basename "$manual").html"
done

# What a user calls first, then what that is made of.
{
	# shellcheck disable=SC2016  # Markdown
	printf '# The functions\n\nOf what `import ./fragstore { }` gives.\n'
	awk -f doc/nix.awk nix/fetchPnpmDeps.nix nix/fetchBunDeps.nix nix/pkgs/*.nix
	printf '\n# What they are made of\n\n'
	find nix -name '*.nix' -not -path 'nix/pkgs/*' -not -path 'nix/templates/*' -not -name 'fetch*Deps.nix' | LC_ALL=C sort | xargs awk -f doc/nix.awk
} | page nix "fragstore: the functions"

cat nix/errors.md hooks/errors.md tools/errors.md | page errors "fragstore: how it can go wrong"
# The pages lie in one folder here.
sed 's|](doc/figures[.]svg)|](figures.svg)|; s|](nix/[a-z/]*/\([a-z-]*\)[.]md)|](\1.html)|g' README.md | page readme "fragstore"

# What else is told beside the code, by its title.
further=$(find nix -mindepth 2 -name '*.md' -not -path 'nix/templates/*' | LC_ALL=C sort)
{
	cat doc/index.md
	for text in $further; do
		name=$(basename "$text" .md)
		title=$(sed -n '1s/^# //p' "$text")
		page "$name" "fragstore: $title" <"$text"
		echo "- [$title]($name.html)"
	done
} | page index "fragstore"
cp doc/*.svg doc/style.css "$out"
