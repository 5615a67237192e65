// usage: scale-lock.mjs PNPM_LOCK LIST TIMES OUT
//
// A lockfile that has every package of PNPM_LOCK, made by pnpm, TIMES times, each time under other names, and the list for it: OUT/pnpm-lock.yaml
// (JSON, which is YAML), OUT/package.json and OUT/list, made of LIST (KEY<TAB>TARBALL). The tarballs are the same.
import { createRequire } from "node:module";
import { readFileSync, writeFileSync } from "node:fs";

const { parse } = createRequire(`${process.env.PEERS_MODULES}/`)("yaml");
const [lockfile, list, times, out] = process.argv.slice(2);
const lock = parse(readFileSync(lockfile, "utf8"));
const tarballs = new Map(readFileSync(list, "utf8").trim().split("\n").map((line) => line.split("\t")));

// "@scope/name@1.0.0(peer@1.0.0)" has its name before the second "@".
const nameEnd = (key) => key.indexOf("@", 1);
const renamed = (name, copy) => (copy ? `${name}-copy${copy}` : name);
const key = (text, copy) => renamed(text.slice(0, nameEnd(text)), copy) + text.slice(nameEnd(text));
// An alias names its package.
const reference = (text, copy) => (/^(@[^/]+\/)?[^@(]+@/.test(text) ? key(text, copy) : text);
const dependencies = (map = {}, copy) =>
	Object.fromEntries(Object.entries(map).map(([name, text]) => [renamed(name, copy), reference(text, copy)]));

const result = { ...lock, importers: { ".": { dependencies: {} } }, packages: {}, snapshots: {} };
const lines = [];
for (let copy = 0; copy < Number(times); copy++) {
	for (const [id, entry] of Object.entries(lock.packages)) {
		result.packages[key(id, copy)] = entry;
		if (tarballs.has(id)) lines.push(`${key(id, copy)}\t${tarballs.get(id)}`);
	}
	for (const [id, { dependencies: needed, optionalDependencies, ...rest }] of Object.entries(lock.snapshots)) {
		result.snapshots[key(id, copy)] = {
			...rest,
			dependencies: dependencies(needed, copy),
			optionalDependencies: dependencies(optionalDependencies, copy),
		};
	}
	const { dependencies: prod = {}, devDependencies = {}, optionalDependencies = {} } = lock.importers["."];
	for (const [name, { version }] of Object.entries({ ...prod, ...devDependencies, ...optionalDependencies })) {
		result.importers["."].dependencies[renamed(name, copy)] = { specifier: version, version: reference(version, copy) };
	}
}
const specifiers = Object.entries(result.importers["."].dependencies).map(([name, { specifier }]) => [name, specifier]);
writeFileSync(`${out}/pnpm-lock.yaml`, JSON.stringify(result));
writeFileSync(`${out}/package.json`, JSON.stringify({ name: "scale", dependencies: Object.fromEntries(specifiers) }));
writeFileSync(`${out}/list`, lines.join("\n") + "\n");
