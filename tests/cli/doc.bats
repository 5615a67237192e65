#!/usr/bin/env bats
# What `make doc` renders.

# root comes from the helper.
# shellcheck disable=SC2154
load helper

setup_file() {
	root=$(cd "$BATS_TEST_DIRNAME/../.." && pwd)
	"$root/doc/make.sh" "$BATS_FILE_TMPDIR/doc" 2>"$BATS_FILE_TMPDIR/said"
}

# leads FOLDER FILE LINK: LINK, in a file of FOLDER, leads to something that is there; ids FILE: the places in it that have names.
leads() {
	local file=${3%%#*}
	if [[ $file == *:* ]]; then return; fi
	file=$1/${file:-$2}
	[ -e "$file" ] || { echo "$1/$2: $3: there is no such file" && return 1; }
	if [[ $3 == *#* ]]; then
		ids "$file" | grep -Fxq -- "${3#*#}" || { echo "$1/$2: $3: there is no such place" && return 1; }
	fi
}

@test "rendering says nothing, and every link of what it makes leads to something" {
	[ ! -s "$BATS_FILE_TMPDIR/said" ]
	ids() { grep -oE ' id="[^"]+"' "$1" | sed 's/.*="//; s/"$//'; }
	local links=0 page link
	cd "$BATS_FILE_TMPDIR/doc"
	for page in *.html; do
		while read -r link; do
			leads . "$page" "$link"
			links=$((links + 1))
		done < <(grep -oE '(href|src)="[^"]+"' "$page" | sed 's/.*="//; s/"$//' | sort -u)
	done
	[ "$links" -ge 60 ]
}

@test "every link between the pages of the repository leads to something" {
	# As forges name a heading.
	ids() { sed -n 's/^##* //p' "$1" | tr -d "\`'.,:" | tr 'A-Z ' 'a-z-'; }
	local links=0 page link
	cd "$root"
	while read -r page; do
		while read -r link; do
			leads "$(dirname "$page")" "$(basename "$page")" "$link"
			links=$((links + 1))
		done < <(grep -oE '\]\([^)]+\)' "$page" | sed 's/^](//; s/)$//')
	# What doc/index.md links to is rendered beside it.
	done < <(find . -name '*.md' -not -path './build/*' -not -path '*/node_modules/*' -not -path ./doc/index.md)
	[ "$links" -ge 15 ]
}

@test "every page leads back to the README, which is short and names every package manager in its first sentence" {
	cd "$root"
	local page manager
	while read -r page; do
		[ "$page" = ./README.md ] || sed -n 3p "$page" | grep -qE '^\[Back to the README\]\((\.\./)*README\.md\)' || { echo "$page" && return 1; }
	done < <(find . -name '*.md' -not -path './build/*' -not -path '*/node_modules/*' -not -path ./doc/index.md)
	[ "$(wc -l <README.md)" -lt 200 ]
	for page in README.md doc/index.md; do
		for manager in pnpm bun npm; do
			sed -n 3p "$page" | grep -qE "^fragstore builds .*\b$manager\b.* with Nix" || { echo "$page: $manager" && return 1; }
			grep -qE "^!\[[^]]*\b$manager\b[^]]*\]\(.*way-of-the-data\.svg\)" "$page" || { echo "$page: $manager" && return 1; }
		done
	done
}

@test "no page on the way from the index is without a link" {
	cd "$BATS_FILE_TMPDIR/doc"
	for page in *.html; do
		[ "$page" = index.html ] || grep -Fq "href=\"$page\"" index.html || { echo "$page" && return 1; }
	done
}

@test "the functions that a user calls are there, with their arguments, and no others" {
	cd "$root"
	diff <(grep -oE '\b(fetch[A-Z][a-z]+(Deps|Tarballs)|mk[A-Z]\w+|write[A-Z]\w+) = (call)?' default.nix nix/default.nix | sed 's/.*:\(.*\) = .*/\1/' | sort -u) \
		<(grep -oE '<h2 id="[^"]+"' "$BATS_FILE_TMPDIR/doc/nix.html" | sed 's/.*="//; s/"$//' | grep -vx all-fetchers | sort)
	grep -q '<dt><code>lockfile</code></dt>' "$BATS_FILE_TMPDIR/doc/nix.html"
	# Those of all fetchers, but not what the library gives itself.
	grep -q '<dt><code>shards</code> (<code>null</code>' "$BATS_FILE_TMPDIR/doc/nix.html"
	run grep '<dt><code>manager</code>' "$BATS_FILE_TMPDIR/doc/nix.html"
	[ "$status" -eq 1 ]
}

@test "manual pages have no empty blocks" {
	run grep -l '<pre></pre>' "$BATS_FILE_TMPDIR"/doc/*.html
	[ "$status" -eq 1 ]
}

@test "the message of a build that failed is found in the page on errors" {
	grep -q "the tarball has two root folders, " "$BATS_FILE_TMPDIR/doc/errors.html"
	grep -q "pnpmDeps is not a pnpm store" "$BATS_FILE_TMPDIR/doc/errors.html"
	grep -q "it has no resolution; " "$BATS_FILE_TMPDIR/doc/errors.html"
}

@test "the pictures are well-formed, small, in the README, and have colours for the dark" {
	local picture
	for picture in "$root"/doc/*.svg; do
		xmllint --noout --nonet "$picture"
		[ "$(xmllint --xpath 'count(//*[local-name() = "text"])' "$picture")" -gt 10 ]
		[ "$(stat -c %s "$picture")" -lt 24000 ]
		grep -Fq '@media (prefers-color-scheme: dark)' "$picture"
		grep -Fq "](doc/$(basename "$picture"))" "$root/README.md"
	done
}
