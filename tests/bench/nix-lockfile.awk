# A lockfile of `count` packages in the shape of real ones (a peer suffix on every fourth, a deprecation message on every tenth, three
# dependencies each), for measuring how it is read. `seed` makes the hashes, so that no derivation is one of an earlier run.
function hash(i, text, n) {
	text = ""
	for (n = 0; n < 86; n++) text = text substr(digits, 1 + (i * 7919 + n * 104729 + seed * 31 + int(i / 64) * n) % 64, 1)
	return text "=="
}
function name(i) { return i % 3 ? "package-" i : "@scope-" i % 50 "/package-" i }
function key(i) { return i % 3 ? name(i) "@1." i % 10 "." i : "'" name(i) "@1." i % 10 "." i "'" }
function bare(i) { return name(i) "@1." i % 10 "." i }
BEGIN {
	digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
	print "lockfileVersion: '9.0'\n\nsettings:\n  autoInstallPeers: true\n  excludeLinksFromLockfile: false\n\nimporters:\n\n  .:\n    dependencies:"
	for (i = 0; i < count / 20; i++) printf "      %s:\n        specifier: ^1.0.0\n        version: 1.%d.%d\n", (i % 3 ? name(i) : "'" name(i) "'"), i % 10, i
	print "\npackages:"
	for (i = 0; i < count; i++) {
		printf "\n  %s:\n    resolution: {integrity: sha512-%s}\n    engines: {node: '>=18'}\n", key(i), hash(i)
		if (i % 40 == 1) print "    cpu: [arm64]\n    os: [darwin]"
		if (i % 10 == 0) print "    deprecated: This version is no longer supported. Please see https://example.org/support for other options."
		if (i % 5 == 0) print "    hasBin: true"
		if (i % 4 == 0) print "    peerDependencies:\n      react: ^18.0.0 || ^19.0.0"
	}
	print "\nsnapshots:"
	for (i = 0; i < count; i++) {
		if (i % 4 == 0) printf "\n  '%s(react@19.0.0)':\n    dependencies:\n      react: 19.0.0\n", bare(i)
		else printf "\n  %s:\n    dependencies:\n", key(i)
		for (n = 1; n <= 3; n++) printf "      %s: 1.%d.%d\n", ((i + n) % 3 ? name(i + n) : "'" name(i + n) "'"), (i + n) % 10, i + n
		if (i % 40 == 1) print "    optional: true"
	}
}
