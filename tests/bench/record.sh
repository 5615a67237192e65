#!/bin/bash
# usage: run.sh | record.sh
#
# Passes the lines of benches on, and records them in results.tsv: the row of each figure gets what was measured and compared, the
# date and the machine. A new figure needs a row first, which says its unit, its target, and whether larger or smaller is better.
set -euo pipefail

results=$(dirname "$0")/results.tsv
trap 'rm -f "$results.lines" "$results.new"' EXIT
tee "$results.lines"
machine="$(LC_ALL=C lscpu | sed -n 's/^Model name: *//p'), $(nproc) cores, $(sed -n 's/^PRETTY_NAME="\(.*\)"$/\1/p' /etc/os-release)"
awk -v "date=$(date -u +%F)" -v "machine=$machine" '
	BEGIN { FS = OFS = "\t" }
	!lines {
		row[NR] = $0
		place[$1] = NR
		rows = NR
		next
	}
	match($0, /^[a-z0-9.-]+ [0-9.]+  # /) {
		compared = substr($0, RLENGTH + 1)
		split($0, word, " ")
		if (!(word[1] in place)) {
			print "record.sh: " word[1] ": results.tsv has no row for it" >"/dev/stderr"
			exit failed = 1
		}
		$0 = row[place[word[1]]]
		$2 = word[2]; $6 = date; $7 = machine; $8 = compared
		row[place[word[1]]] = $0
	}
	END {
		for (i = 1; i <= rows && !failed; i++)
			print row[i]
		exit failed
	}' "$results" lines=1 "$results.lines" >"$results.new"
mv "$results.new" "$results"
