# The doc comment (RFC 145) of each Nix file given, as Markdown: a heading with the file's name, and the comment, its own headings
# two levels down.

FNR == 1 {
	name = FILENAME
	sub(/.*\//, "", name)
	sub(/\.nix$/, "", name)
	inside = 0
}

/^ *\*\/$/ { inside = 0 }

inside {
	sub(/^  /, "")
	if (/^```/)
		code = !code
	if (!code)
		sub(/^#/, "###")
	print
}

/^ *\/\*\*$/ {
	inside = 1
	print "\n## " name " {#" name "}\n"
}
