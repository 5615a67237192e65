// What bunHook must know of a project's settings.
// usage: bun settings.js FOLDER CONFIG
//
// Prints CACHE|LINKER|SCANNER: whether bunfig.toml disables the cache, the linker that counts, and the security scanner; each is empty where the
// settings say nothing. If there is a scanner, CONFIG is bunfig.toml without it: it may ask a server, and would have to be installed first.
const { existsSync, readFileSync, writeFileSync } = require("fs");

const [folder, config] = process.argv.slice(2);
const isOld = /^1\.[0-3]\./.test(Bun.version);
const linkers = { hoisted: "hoisted", isolated: "isolated", pnpm: "isolated" };

// As bun reads it (1.2.23, 1.3.14, 1.4.5): what is after a [section] does not count, and to bun 1.2 and 1.3 a comment after a value is part of it.
function linkerOfNpmrc(text) {
	let linker;
	for (const line of text.replace(/^\ufeff/, "").split(/^[ \t]*\[/m)[0].split("\n")) {
		const written = /^\s*"?node-linker"?\s*=\s*(.*\S)/.exec(line)?.[1] ?? "";
		const [, double, single] = /^"([^"]*)"$|^'([^']*)'$/.exec(written) ?? [];
		const value = double ?? single ?? (isOld ? written : written.replace(/^([^"';#]*[^\s"';#])\s*[;#].*/, "$1"));
		const variable = /^\$\{(\w+)\??\}$/.exec(value)?.[1];
		linker = linkers[variable ? process.env[variable] : value] ?? linker;
	}
	return linker;
}

const toml = (value) =>
	Array.isArray(value) ? `[${value.map(toml)}]` : typeof value === "object" ? `{ ${pairs(value)} }` : JSON.stringify(value);
const pairs = (table, separator) => Object.entries(table).map(([key, value]) => `${JSON.stringify(key)} = ${toml(value)}`).join(separator);

const bunfig = existsSync(`${folder}/bunfig.toml`) ? require(`${folder}/bunfig.toml`) : {};
const { cache, linker, security = {} } = bunfig.install ?? {};
const ofNpmrc = existsSync(`${folder}/.npmrc`) ? linkerOfNpmrc(readFileSync(`${folder}/.npmrc`, "utf8")) : undefined;
const isKnown = !linker || linker === "hoisted" || linker === "isolated";
const scanner = String(security.scanner ?? "").trim();
if (scanner) {
	delete security.scanner;
	writeFileSync(config, pairs(bunfig, "\n"));
}
console.log([cache === false || cache?.disable || "", (isKnown && isOld ? ofNpmrc || linker : linker || ofNpmrc) || "", scanner].join("|"));
