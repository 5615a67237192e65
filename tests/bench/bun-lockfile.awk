# A bun.lock of `count` packages in the shape of real ones (three dependencies each, peers on every fourth, a program on every fifth,
# another platform's on every fortieth), for measuring how it is read. `seed` makes the hashes, so that no derivation is one of an
# earlier run.
function hash(i, text, n) {
	text = ""
	for (n = 0; n < 86; n++) text = text substr(digits, 1 + (i * 7919 + n * 104729 + seed * 31 + int(i / 64) * n) % 64, 1)
	return text "=="
}
function name(i) { return i % 3 ? "package-" i : "@scope-" i % 50 "/package-" i }
BEGIN {
	digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	print "{\n  \"lockfileVersion\": 1,\n  \"workspaces\": {\n    \"\": {\n      \"name\": \"bench\",\n      \"dependencies\": {"
	for (i = 0; i < count / 20; i++) printf "        \"%s\": \"^1.0.0\",\n", name(i)
	print "      },\n    },\n  },\n  \"packages\": {"
	for (i = 0; i < count; i++) {
		printf "    \"%s\": [\"%s@1.%d.%d\", \"\", { \"dependencies\": {", name(i), name(i), i % 10, i
		for (n = 1; n <= 3; n++) printf "%s \"%s\": \"^1.%d.0\"", (n > 1 ? "," : ""), name((i + n) % count), (i + n) % count % 10
		printf " }"
		if (i % 4 == 0) printf ", \"peerDependencies\": { \"react\": \"^18.0.0 || ^19.0.0\" }"
		if (i % 40 == 1) printf ", \"os\": \"darwin\", \"cpu\": \"arm64\""
		if (i % 5 == 0) printf ", \"bin\": { \"program-%d\": \"bin/program.js\" }", i
		printf " }, \"sha512-%s\"],\n\n", hash(i)
	}
	print "  }\n}"
}
