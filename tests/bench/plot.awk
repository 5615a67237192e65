# usage: awk -f plot.awk results.tsv
#
# The figures that results.tsv has recorded as a picture, in SVG: a bar each, on a logarithmic scale, with its target.
BEGIN {
	FS = "\t"
	WIDTH = 840; LEFT = 205; RIGHT = 640; ROW = 20
	for (i = 0; i < 30; i++)
		step[i] = substr("125", i % 3 + 1, 1) * 10 ^ (int(i / 3) - 3)
}

NR == 1 || $2 == "-" { next } # not measured yet
{
	figures = ++count[$5]
	name[$5, figures] = $1
	ratio[$5, figures] = $2 + 0
	target[$5, figures] = $4 + 0
	unit[$5, figures] = $3 == "s" ? " s" : ""
	missed[$5, figures] = $5 == "larger" ? $2 < $4 : $2 > $4
	if (!known[$6, $7]++)
		measured[++machines] = "measured on " $6 ", " $7
}

END {
	legend()
	y = 48
	panel("larger", "times faster or fewer: longer is better")
	panel("smaller", "times the time or CPU, or seconds: shorter is better")
	for (i = 1; i <= machines; i++) {
		write("note", LEFT, y, measured[i])
		y += 18
	}

	printf "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\" font-family=\"sans-serif\" font-size=\"13\" role=\"img\"\n", WIDTH, y
	print "\taria-label=\"The figures of make bench, each with its target\">"
	print "\t<style>"
	print "\t\t.paper { fill: #fff } text { fill: #123 } .name { text-anchor: end } .title { font-weight: bold }"
	print "\t\t.note { fill: #567; font-size: 12px } .tick { fill: #567; font-size: 11px; text-anchor: middle }"
	print "\t\t.grid { stroke: #dde4ec } .met { fill: #4a8fc7 } .missed { fill: #d9772b } .target { fill: #123 }"
	print "\t\t@media (prefers-color-scheme: dark) {"
	print "\t\t\t.paper { fill: #0d1117 } text { fill: #dde6f0 } .note, .tick { fill: #9ab }"
	print "\t\t\t.grid { stroke: #2a333e } .target { fill: #fff }"
	print "\t\t}"
	print "\t</style>"
	printf "\t<rect class=\"paper\" width=\"%d\" height=\"%d\"/>\n%s</svg>\n", WIDTH, y, body
}

function legend() {
	bar("met", LEFT, 10, 24, 13)
	write("note", LEFT + 30, 21, "reached")
	bar("missed", LEFT + 100, 10, 24, 13)
	write("note", LEFT + 130, 21, "missed")
	bar("target", LEFT + 200, 8, 3, 17)
	write("note", LEFT + 210, 21, "target")
	write("note", RIGHT + 12, 21, "measured (target)")
}

# The figures of which the `better` are better: a title, the lines of the scale and their numbers, and the bars.
function panel(better, title,    i, height, key) {
	scale(better)
	height = count[better] * ROW
	write("title", LEFT, y, title)
	y += 10
	for (i = first; i <= last; i++) {
		put(sprintf("<path class=\"grid\" d=\"M%d %dv%d\"/>", along(step[i]), y, height + 4))
		write("tick", along(step[i]), y + height + 17, step[i])
	}
	for (i = 1; i <= count[better]; i++) {
		key = better SUBSEP i
		write("name", LEFT - 8, y + 15, name[key])
		bar(missed[key] ? "missed" : "met", LEFT, y + 4, along(ratio[key]) - LEFT, 13)
		bar("target", along(target[key]) - 1, y + 2, 3, 17)
		write("value", RIGHT + 12, y + 15, ratio[key] unit[key] " (" target[key] unit[key] ")" (missed[key] ? " missed" : ""))
		y += ROW
	}
	y += 48
}

# The scale goes from the step below every ratio and target, so that each bar can be seen, to that above them.
function scale(better,    i, key) {
	first = 29
	last = 0
	for (i = 1; i <= count[better]; i++) {
		key = better SUBSEP i
		while (first > 0 && (step[first] >= ratio[key] || step[first] >= target[key]))
			first--
		while (last < 29 && (step[last] < ratio[key] || step[last] < target[key]))
			last++
	}
}

function along(value) {
	return LEFT + int((RIGHT - LEFT) * log(value / step[first]) / log(step[last] / step[first]) + 0.5)
}

function put(element) { body = body "\t" element "\n" }

function bar(class, x, y, width, height) {
	put(sprintf("<rect class=\"%s\" x=\"%d\" y=\"%d\" width=\"%d\" height=\"%d\"/>", class, x, y, width, height))
}

function write(class, x, y, text) {
	gsub(/&/, "\\&amp;", text)
	gsub(/</, "\\&lt;", text)
	put(sprintf("<text class=\"%s\" x=\"%d\" y=\"%d\">%s</text>", class, x, y, text))
}
