// What is to be read of package.json, and of what `npm pack` prints.
// usage: package-files.cjs name | publishable | script NAME | packed FILE | link FOLDER OUTPUT
const { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, readdirSync, realpathSync, statSync, symlinkSync } = require("fs");
const { basename, dirname, join, relative } = require("path");

const [what, argument, output] = process.argv.slice(2);
const manifestIn = (folder) => JSON.parse(readFileSync(join(folder, "package.json"), "utf8").replace(/^\ufeff/, ""));
// A path below the package, whatever it climbs to.
const below = (path) => join("/", String(path)).slice(1);
const list = (value) => (value === undefined || value === null ? [] : [value].flat());

function commandsOf({ name, bin, directories = {} }, folder) {
	if (typeof bin === "string") return [[basename(name), bin]];
	if (bin) return Object.entries(bin);
	const programs = directories.bin && join(folder, below(directories.bin));
	return programs && existsSync(programs) ? readdirSync(programs).map((program) => [program, join(directories.bin, program)]) : [];
}

const manuals = ({ man }) => list(man).filter((page) => /\.\d/.test(page)).map((page) => [/\.(\d)[^./]*(\.gz)?$/.exec(page)?.[1] ?? "1", page]);

const print = {
	name: () => manifestIn(".").name ?? "",
	publishable() {
		const { name, version } = manifestIn(".");
		if (!name || !version) process.exit(1);
		return "";
	},
	script: () => manifestIn(".").scripts?.[argument] ?? "",
	// Gives OUTPUT the commands and manual pages of the package in FOLDER; prints a file that is missing.
	link() {
		const manifest = manifestIn(argument);
		const commands = commandsOf(manifest, argument).map(([command, file]) => ["bin", basename(command), below(file)]);
		const pages = manuals(manifest).map(([section, page]) => [`share/man/man${section}`, basename(page), below(page)]);
		const missing = [...commands, ...pages].find(([, , file]) => !statSync(join(argument, file), { throwIfNoEntry: false })?.isFile());
		if (missing) return missing[2];
		for (const [folder, name, file] of [...commands, ...pages]) {
			const from = join(argument, file);
			const to = join(output, folder, name);
			mkdirSync(dirname(to), { recursive: true });
			if (folder === "bin") {
				chmodSync(from, statSync(from).mode | 0o111);
				symlinkSync(relative(dirname(to), realpathSync(from)), to);
			} else {
				copyFileSync(from, to);
				chmodSync(to, 0o644);
			}
		}
		return "";
	},
	// npm prints a list or, since npm 12, an object by the packages' names. node_modules is copied whole.
	packed: () =>
		Object.values(JSON.parse(readFileSync(argument, "utf8")))[0]
			.files.map(({ path }) => path)
			.filter((path) => !path.startsWith("node_modules/"))
			.map((path) => `./${path}\0`)
			.join(""),
};
process.stdout.write(print[what]());
