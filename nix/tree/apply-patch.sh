# shellcheck shell=bash
# applyPatch FILE: applies the patch FILE to the package in the current folder, as pnpm and bun do. What they have otherwise than `patch`:
#   - They compare lines without the blanks at their ends: a patch with LF fits a file with CRLF. The file keeps its lines.
#   - They do not look at the contents of a file that the patch deletes, which git --irreversible-delete leaves out, nor for a new file
#     at what is in its place.
#   - They pass over "Binary files … differ".
# Seen with pnpm 10.33, 11.28 and 12.21 and bun 1.3 and 1.4; of these, pnpm 12 refuses some of the second and third kind.
applyPatch() {
    local work file
    work=$(mktemp -d)
    LC_ALL=C awk -v gone="$work/gone" '
        function trimmed(line) { sub(/[[:space:]]+$/, "", line); return line }

        # The X of "diff --git a/X b/X", if it is a path in the package and not quoted.
        function fileOf(line,    both, name) {
            both = substr(line, 12)
            name = substr(both, 3, (length(both) - 1) / 2 - 2)
            return both == "a/" name " b/" name && name !~ /(^|\/)\.\.(\/|$)/ && name !~ /^\// ? name : ""
        }

        function readFile(path,    line) {
            split("", exact)
            split("", likely)
            while ((getline line < ("./" path)) > 0) {
                exact[line]
                if (!(trimmed(line) in likely)) likely[trimmed(line)] = line
            }
            close("./" path)
        }

        # Prints the lines of a header that were held back.
        function release() { printf "%s", held; held = ""; holds = 0 }

        before == 0 && after == 0 {
            sub(/\r$/, "")
            if (/^diff --git /) {
                if (held !~ /\nBinary files .* differ\n/) release()
                held = ""; holds = 1; dropped = 0; seen = 1
                name = fileOf($0)
            } else if (/^deleted file mode / && name != "") {
                print name > gone
                held = ""; holds = 0; dropped = 1
            } else if (/^new file mode / && name != "") {
                print name > gone
            } else if (/^--- /) {
                seen = 1
                path = substr($0, 5)
                sub(/\t.*/, "", path)
                sub(/^[^\/]*\//, "", path)
                readFile(path)
            } else if (/^@@ -[0-9,]+ \+[0-9,]+ @@/) {
                release()
                before = split($2, range, ",") > 1 ? range[2] : 1
                after = split($3, range, ",") > 1 ? range[2] : 1
            }
            if (dropped) next
            # Text before the first file is held, too.
            if (holds || !seen) held = held $0 "\n"; else print
            next
        }
        {
            kind = substr($0, 1, 1)
            body = substr($0, 2)
            if ($0 == "" || $0 == "\r") { kind = " "; body = "" }
            if (kind != "+" && kind != "\\") {
                before--
                if (!(body in exact) && trimmed(body) in likely) body = likely[trimmed(body)]
            }
            if (kind != "-" && kind != "\\") after--
            if (!dropped) print kind body
        }
        END { if (held !~ /\nBinary files .* differ\n/) release() }' "$1" > "$work/patch"
    if [ -f "$work/gone" ]; then while IFS= read -r file; do rm -f "./$file"; done < "$work/gone"; fi
    # A hunk with fewer lines of context after it than before it is for a file's end to `patch`, but not to the managers, unless it
    # may leave out one.
    if [ ! -f "$work/gone" ] || [ -s "$work/patch" ]; then
        patch --strip=1 --fuzz=1 --force --no-backup-if-mismatch < "$work/patch" || return
    fi
    rm -rf "$work"
}
