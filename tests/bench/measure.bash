# What the benches share: file systems to write to, alternating runs, medians, figures.
# shellcheck shell=bash

root=$(cd "$(dirname "${BASH_SOURCE[0]}")/../.." && pwd)
bin=${FRAGSTORE_BIN:-$root/build/bin}
bench=$root/build/bench
work=$bench/work   # in memory: what a bench works on, and what it measured
place=$work/place  # the file system of a run
out=$place/out     # an empty folder in it
times=$work/times
runs=${RUNS:-3}
kinds='ext4 tmpfs' # the first one's ratio is the figure
export root bin bench work place out times

# give_up REASON: when this machine does not have what the figures need.
give_up() {
	echo "$(basename "$0"): $1, so there are no figures" >&2
	exit 1
}

# A bench has namespaces of its own: when it ends, however it ends, mounts, loop devices and processes end with it.
if [ -z "${BENCH_ALONE-}" ]; then
	[ "$(id -u)" = 0 ] || give_up "file systems for the runs are mounted by root alone"
	alone=(unshare --mount --pid --fork --kill-child --mount-proc)
	"${alone[@]}" true || give_up "namespaces cannot be made here"
	BENCH_ALONE=1 exec "${alone[@]}" "$BASH" "$0" "$@"
fi
unset BENCH_ALONE

mkdir -p "$work"
mount -t tmpfs -o size=90% tmpfs "$work" || give_up "tmpfs cannot be mounted"
mkdir "$place" "$times"
exec {said}>&2
trap '[ $? = 0 ] || cat "$work/log" >&$said' EXIT
kind=ext4
: >"$work/log"
# A virtual machine's memory comes from the host when it is first touched, which the first runs would pay for.
head -c 4G /dev/zero >"$work/touched"
rm "$work/touched"

# file_system KIND: puts an empty ext4 or tmpfs at $place, instead of the one that was there.
file_system() {
	[ -z "${mounted-}" ] || umount "$place"
	mounted=
	if [ "$1" = tmpfs ]; then
		mount -t tmpfs -o size=90% tmpfs "$place"
	else
		# The image is in memory, so that no disk is waited for; the kernel does not fill inode tables while a run is measured.
		rm -f "$work/image"
		truncate -s 32G "$work/image"
		mkfs.ext4 -q -F -E lazy_itable_init=1,lazy_journal_init=1 "$work/image" || give_up "mkfs.ext4 fails"
		mount -o loop,noinit_itable "$work/image" "$place" || give_up "an ext4 cannot be mounted on a loop device"
	fi
	mounted=$1
	mkdir "$out" "$place/tmp"
}
export TMPDIR=$place/tmp
file_system "$kind"

# timed SIDE COMMAND...: runs it; its wall time is one of SIDE, its CPU time one of SIDE-cpu. What it says is shown only when it fails.
timed() {
	local TIMEFORMAT='%U %S' side=$1 begin end
	shift
	begin=$EPOCHREALTIME
	{ time "$@" >"$work/log" 2>&1; } 2>"$work/cpu"
	end=$EPOCHREALTIME
	add "$side" "$begin" "$end"
	awk '{ print $1 + $2 }' "$work/cpu" >>"$times/$side-cpu.$kind"
}

# add SIDE BEGIN END: a time of SIDE on $kind, between two values of EPOCHREALTIME.
add() { awk -v us="$((${3/./} - ${2/./}))" 'BEGIN { printf "%.6f\n", us / 1e6 }' >>"$times/$1.$kind"; }

# race SIDE...: on each of $kinds, $runs times, each SIDE in turn, with a new file system at $place and a new folder $out in it: nothing
# that another run wrote or deleted is there. The side `name-a-b` is the function `name a b`; before_name and after_name, where they
# exist, are called with the same and are not measured.
race() {
	local run side words function options
	for kind in $kinds; do
		for ((run = 1; run <= runs; run++)); do
			for side; do
				IFS=- read -r -a words <<<"$side"
				function=${words[0]} options=("${words[@]:1}")
				file_system "$kind"
				! declare -F "before_$function" >/dev/null || "before_$function" "${options[@]}" >"$work/log" 2>&1
				timed "$side" "$function" "${options[@]}"
				! declare -F "after_$function" >/dev/null || "after_$function" "${options[@]}"
			done
		done
	done
}

# median FILE: of the numbers in it.
median() { sort -g "$1" | awk '{ value[NR] = $1 } END { print value[int((NR + 1) / 2)] }'; }

# ratio A B: A / B, two digits.
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }

# seconds FILE: the median, for a reader.
seconds() { awk -v s="$(median "$1")" 'BEGIN { printf s < 0.1 ? "%.3g ms" : "%.3g s", s < 0.1 ? s * 1000 : s }'; }

# faster NAME OURS THEIRS TEXT: the figure that says how many times faster OURS was than THEIRS; cost: how many times the time it took;
# took NAME OURS TEXT: how many seconds.
faster() { figure "$1" "$3" "$2" "$2" "$3" "$4"; }
cost() { figure "$1" "$2" "$3" "$2" "$3" "$4"; }
# figure NAME A B OURS THEIRS TEXT: the ratio of A to B, on the first of $kinds, and then all that was measured.
figure() {
	local kind value first='' text=$6
	for kind in $kinds; do
		value=$(ratio "$(median "$times/$2.$kind")" "$(median "$times/$3.$kind")")
		text+="; on $kind ${first:+$value times: }$(seconds "$times/$4.$kind") against $(seconds "$times/$5.$kind")"
		first=${first:-$value}
	done
	echo "$1 $first  # $text"
}
took() {
	local kind text=$3 first=''
	for kind in $kinds; do
		text+=${first:+"; $(seconds "$times/$2.$kind") on $kind"}
		first=${first:-$(median "$times/$2.$kind")}
	done
	printf '%s %.2f  # %s\n' "$1" "$first" "$text"
}

# middle_of LIST COUNT: the COUNT packages of a list (as for cafs-add --list) whose tarballs are of middle size.
middle_of() {
	local line
	while IFS= read -r line; do
		printf '%s\t%s\n' "$(stat -c %s "${line##*$'\t'}")" "$line"
	done <"$1" | sort -n -s | cut -f 2- | sed -n "$((($(wc -l <"$1") - $2) / 2 + 1)),+$(($2 - 1))p"
}

# kilobytes LIST: the sizes of its tarballs, as "9 to 12 KB".
kilobytes() { cut -f 3 "$1" | xargs stat -c %s | sort -n | sed -n '1p;$p' | awk '{ printf "%s%.0f", (NR > 1 ? " to " : ""), $1 / 1000 } END { print " KB" }'; }
