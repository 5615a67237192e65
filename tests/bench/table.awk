# usage: awk -f table.awk results.tsv PAGE.md
#
# The page with what results.tsv has recorded: in the table that begins with "figure" every figure, in the one that begins with
# "comparison" what was measured of the figure that each row names.
BEGIN { FS = "\t" }

FNR == 1 { table = "" }
NR == 1 { next }
NR == FNR && $2 == "-" {
	rows = rows sprintf("| %s | not measured yet | %s%s | |\n", $1, $4, $3 == "s" ? " s" : "")
	measured[$1] = "not measured yet"
	next
}
NR == FNR {
	unit = $2 < 1 && $3 == "times faster" ? "times as fast" : $3
	miss = ($5 == "larger" ? $2 < $4 : $2 > $4) ? " (missed)" : ""
	rows = rows sprintf("| %s | %s %s%s | %s%s | %s |\n", $1, $2, unit, miss, $4, $3 == "s" ? " s" : "", $8)
	measured[$1] = ($2 < 100 ? $2 : int($2 + 0.5)) " " unit miss
	next
}

/^\| (figure|comparison) \|/ {
	table = $0 ~ /figure \|$/ ? "headlines" : "figures"
	print
	getline
	print
	if (table == "figures")
		printf "%s", rows
	next
}
!/^\|/ { table = "" }
table == "headlines" { $0 = headline() }
table != "figures"

# This row, with what was measured.
function headline(    cell) {
	split($0, cell, / *\| */)
	if (!(cell[4] in measured)) {
		print "table.awk: " cell[4] ": results.tsv has no row for it" >"/dev/stderr"
		exit 1
	}
	return "| " cell[2] " | " measured[cell[4]] " | " cell[4] " |"
}
