#!/usr/bin/env bats
# The figures of `make bench`: what is recorded, and the page, the README's headlines and the picture, which `make bench-plot` makes of that.

# root comes from the helper.
# shellcheck disable=SC2154
load helper

setup() {
	here=$BATS_TEST_TMPDIR/here
	mkdir -p "$here/tests/bench" "$here/doc"
	cp "$root/Makefile" "$root/README.md" "$here"
	cp "$root/doc/figures.md" "$here/doc"
	cp "$root"/tests/bench/{plot.awk,table.awk,record.sh,results.tsv} "$here/tests/bench"
	cd "$here" || return
}

plot() {
	make --silent bench-plot 2>said || { cat said && return 1; }
}

@test "page, headlines and picture are what make bench-plot makes" {
	plot
	diff "$root/README.md" README.md
	diff "$root/doc/figures.md" doc/figures.md
	cmp "$root/doc/figures.svg" doc/figures.svg
	[ "$(grep -c '^| .* | [0-9.]* .* | [a-z-]*[.][a-z0-9-]* |$' README.md)" -ge 5 ]
	[ "$(grep -c '^| [a-z-]*[.][a-z0-9-]* | .* |$' doc/figures.md)" -eq "$(sed 1d tests/bench/results.tsv | wc -l)" ]
	[ "$(grep -c 'class="name"' doc/figures.svg)" -eq "$(sed 1d tests/bench/results.tsv | cut -f2 | grep -cv '^-$')" ]
}

@test "a figure on the other side of its target is shown so, in page, headlines and picture" {
	echo 'cafs-add.single 40.00  # a' | tests/bench/record.sh
	echo 'cafs-add.floor 1.21  # b' | tests/bench/record.sh
	plot
	grep -Fx '| cafs-add.single | 40.00 times faster | 40 | a |' doc/figures.md
	grep -Fx '| cafs-add.floor | 1.21 times the CPU (missed) | 1.2 | b |' doc/figures.md
	grep -F ' | 40.00 times faster | cafs-add.single |' README.md
	grep -F '>40 (40)<' doc/figures.svg
	grep -F '>1.21 (1.2) missed<' doc/figures.svg
	grep -A2 -F '>cafs-add.floor<' doc/figures.svg | grep -F 'class="missed"'
}

@test "a headline of no figure is an error, and the page stays" {
	sed -i 's/| nix.eval |$/| nix.unheard-of |/' README.md
	cp README.md before
	run -2 make --silent bench-plot
	grep -Fx "table.awk: nix.unheard-of: results.tsv has no row for it" <<<"$output"
	cmp before README.md
	[ ! -e README.md.new ]
}

@test "the picture names every machine, and its date" {
	sed -i '2s/\t[0-9-]*\t[^\t]*, 2 cores/\t2001-02-03\tA <Very> Fast One, 64 cores/' tests/bench/results.tsv
	plot
	grep -F '>measured on 2001-02-03, A &lt;Very> Fast One, 64 cores, ' doc/figures.svg
	[ "$(grep -c 'measured on' doc/figures.svg)" -eq "$(sed 1d tests/bench/results.tsv | cut -f6,7 | grep -v "^-" | sort -u | wc -l)" ]
}

@test "recording passes on what it reads, and changes the rows of its figures alone" {
	printf 'what a bench says besides\nnix.eval 2.50  # s & <others>, 1,000\nbun.hook 7.10  # c\n' >lines
	tests/bench/record.sh <lines >out
	cmp lines out
	grep -vE '^(nix.eval|bun.hook)	' tests/bench/results.tsv >others
	grep -vE '^(nix.eval|bun.hook)	' "$root/tests/bench/results.tsv" | diff - others
	grep -P "^nix.eval\t2.50\ts\t3\tsmaller\t\d{4}-\d\d-\d\d\t[^\t]+, $(nproc) cores, [^\t]+\ts & <others>, 1,000$" tests/bench/results.tsv
	[ "$(ls tests/bench)" = "$(printf '%s\n' plot.awk record.sh results.tsv table.awk)" ]
}

@test "a figure without a row is an error, and nothing is recorded" {
	printf 'nix.eval 2.50  # a\nnix.unheard-of 1.00  # b\n' >lines
	run -1 tests/bench/record.sh <lines
	[[ $output == *"record.sh: nix.unheard-of: results.tsv has no row for it" ]]
	cmp "$root/tests/bench/results.tsv" tests/bench/results.tsv
	[ "$(ls tests/bench)" = "$(printf '%s\n' plot.awk record.sh results.tsv table.awk)" ]
}

@test "every recorded figure is one that a bench measures, and the other way round" {
	sed 1d tests/bench/results.tsv | cut -f1 | sort >recorded
	grep -ohE '(echo "|faster |cost |took |fragments_figure )"?[a-z-]+[.][a-z0-9$-]+"? ' "$root"/tests/bench/*.sh | grep -oE '[a-z-]+[.][a-z0-9$-]+' | sort >measured
	diff recorded measured
}
