# Makes a manual page of what a program's --help prints, so that both have one source: the option table in its main.c.

# TEXT as roff has it: hyphens that are hyphens, no escapes, no line that looks like a request.
function plain(text) {
	gsub(/\\/, "\\e", text)
	gsub(/-/, "\\-", text)
	return (text ~ /^[.']/ ? "\\&" : "") text
}

# Ends what is open, as literal text may be.
function start(request) {
	if (literal)
		print ".fi\n.RE"
	literal = gap = 0
	print request
}

function section(name) {
	start(".SH " name)
	now = name
	empty = 1
}

# A line of the section; what the program shows indented is literal. The blank lines before it have been held back.
function add(text) {
	if (text ~ /^  / && !literal) {
		start((empty ? "" : ".PP\n") ".RS 4\n.nf")
		literal = 1
	} else if (text ~ /^[^ ]/ && literal) {
		start(".PP")
	} else if (gap && !empty) {
		print (literal ? "" : ".PP")
	}
	gap = empty = 0
	sub(/^  /, "", text)
	print plain(text)
}

# The first sentence of the description, up to a colon, says what the program does.
function begin(description) {
	sub(/[:.].*/, "", description)
	print ".TH " toupper(program) " 1 \"\" fragstore"
	section("NAME")
	print plain(program) " \\- " plain(tolower(substr(description, 1, 1)) substr(description, 2))
	section("SYNOPSIS")
	for (i = 1; i <= uses; i++)
		print (i > 1 ? ".br\n" : "") ".B " plain(program) "\n" plain(synopsis[i])
	section("DESCRIPTION")
}

now == "" && (/^usage: / || /^       /) {
	if (/^usage: /)
		program = $2
	synopsis[++uses] = substr($0, length("usage: " program) + 2)
	next
}

now == "" && /./ { begin($0) }

/^options:$/ {
	section("OPTIONS")
	next
}

now == "OPTIONS" && /^  --/ {
	name = $1
	sub(/^ *[^ ]+ */, "")
	start(".TP")
	print /./ ? ".BI \"" plain(name) " \" \"" plain($0) "\"" : ".B " plain(name)
	next
}

now == "OPTIONS" && /^      / {
	print plain(substr($0, 7))
	next
}

now == "OPTIONS" && /^$/ {
	section("NOTES")
	next
}

/^examples?:$/ {
	section("EXAMPLES")
	next
}

sub(/^exit status: /, "") { section("EXIT STATUS") }

/^$/ {
	gap = 1
	next
}

{ add($0) }

END {
	if (now != "EXIT STATUS") {
		print "man.awk: this is not what --help prints" >"/dev/stderr"
		exit 1
	}
	section("SEE ALSO")
	count = split("cache-entry-creator cafs-add fragstore node-modules store-merge tree-patch", others, " ")
	for (i = 1; i <= count; i++)
		if (others[i] != program)
			list = list (list ? " ,\n" : "") ".BR " plain(others[i]) " (1)"
	print list
}
