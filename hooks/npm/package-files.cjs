// What is to be read of package.json, and of what `npm pack` prints.
// usage: package-files.cjs name | publishable | script NAME | makes FOLDER | links FOLDER | packed FILE
const { existsSync, readFileSync, readdirSync } = require("fs");
const { basename, join } = require("path");

const [what, argument] = process.argv.slice(2);
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
	// The scripts that npm 10 to 12 run in the repository of a package from git before they pack it.
	makes: () => ["prepublish", "preprepare", "prepare", "postprepare"].filter((name) => manifestIn(argument).scripts?.[name]).join(" and "),
	// Lines in turns: the link below an output, and the file of the package.
	links() {
		const manifest = manifestIn(argument);
		return [
			...commandsOf(manifest, argument).map(([command, file]) => [`bin/${basename(command)}`, below(file)]),
			...manuals(manifest).map(([section, page]) => [`share/man/man${section}/${basename(page)}`, below(page)]),
		]
			.flat()
			.map((line) => `${line}\n`)
			.join("");
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
