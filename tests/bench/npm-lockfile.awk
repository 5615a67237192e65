# A package-lock.json of `count` packages in the shape of real ones (three dependencies each, a quarter of them in another's node_modules,
# a program on every fifth, another platform's on every fortieth), for measuring how it is read. `seed` makes the hashes, so that no
# derivation is one of an earlier run.
function hash(i, text, n) {
	text = ""
	for (n = 0; n < 86; n++) text = text substr(digits, 1 + (i * 7919 + n * 104729 + seed * 31 + int(i / 64) * n) % 64, 1)
	return text "=="
}
function name(i) { return i % 3 ? "package-" i : "@scope-" i % 50 "/package-" i }
function file(i) { return "package-" i "-1." i % 10 "." i ".tgz" }
BEGIN {
	digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	print "{\n  \"name\": \"bench\",\n  \"lockfileVersion\": 3,\n  \"requires\": true,\n  \"packages\": {\n    \"\": {\n      \"name\": \"bench\",\n      \"dependencies\": {"
	for (i = 0; i < count / 20; i++) printf "        \"%s\": \"^1.0.0\"%s\n", name(i), i + 1 < count / 20 ? "," : ""
	print "      }\n    }"
	for (i = 0; i < count; i++) {
		printf "    ,\"%snode_modules/%s\": {\n      \"version\": \"1.%d.%d\",\n", i % 4 == 3 ? "node_modules/" name(i - 1) "/" : "", name(i), i % 10, i
		printf "      \"resolved\": \"https://registry.npmjs.org/%s/-/%s\",\n      \"integrity\": \"sha512-%s\",\n", name(i), file(i), hash(i)
		if (i % 40 == 1) print "      \"cpu\": [\"arm64\"],\n      \"os\": [\"darwin\"],\n      \"optional\": true,"
		if (i % 5 == 0) printf "      \"bin\": { \"program-%d\": \"bin/program.js\" },\n", i
		if (i % 4 == 0) print "      \"peerDependencies\": { \"react\": \"^18.0.0 || ^19.0.0\" },"
		print "      \"license\": \"MIT\",\n      \"engines\": { \"node\": \">=18\" },\n      \"dependencies\": {"
		for (n = 1; n <= 3; n++) printf "        \"%s\": \"^1.%d.0\"%s\n", name((i + n) % count), (i + n) % count % 10, n < 3 ? "," : ""
		print "      }\n    }"
	}
	print "  }\n}"
}
