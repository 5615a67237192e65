// Prints FOLDER<TAB>SCRIPT for the install scripts of the project's packages. The folders of packages are on stdin, one a line, from PROJECT on.
// usage: project-scripts.cjs PROJECT
//
// `npm run` and `bun run` run what has pre and post before the name of a script, too, but not where the script itself is missing.
const { existsSync, readFileSync } = require("fs");

const [project] = process.argv.slice(2);
for (const folder of readFileSync(0, "utf8").trim().split("\n")) {
	const file = `${project}/${folder}/package.json`;
	if (!existsSync(file)) continue;
	const { scripts = {} } = JSON.parse(readFileSync(file, "utf8").replace(/^\ufeff/, ""));
	for (const name of ["install", "prepare"]) {
		const names = scripts[name] ? [name] : ["pre" + name, "post" + name].filter((name) => scripts[name]);
		for (const name of names) console.log("./" + folder.replace(/^\.$/, "") + "\t" + name);
	}
}
