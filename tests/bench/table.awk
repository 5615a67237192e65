# usage: awk -f table.awk results.tsv README.md
#
# README.md with the table of figures made anew, of what results.tsv has recorded.
BEGIN { FS = "\t" }

NR == 1 { next }
NR == FNR {
	missed = $5 == "larger" ? $2 < $4 : $2 > $4
	rows = rows sprintf("| %s | %s %s%s | %s%s | %s |\n", $1, $2, $3, missed ? " (missed)" : "", $4, $3 == "s" ? " s" : "", $8)
	next
}

/^\| figure / { in_table = 1; print; getline; print; printf "%s", rows }
in_table && !/^\|/ { in_table = 0 }
!in_table
