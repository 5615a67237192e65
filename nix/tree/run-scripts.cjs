// The install scripts of the package in the current folder, as npm, pnpm and bun run them for a dependency:
// preinstall, install, postinstall; and where binding.gyp is there and neither of the first two, node-gyp.
// usage: run-scripts.cjs EVENT...
const { existsSync, readFileSync } = require("fs");
const { spawnSync } = require("child_process");
const { delimiter, dirname, join, basename } = require("path");

const folder = process.cwd();
const manifest = JSON.parse(readFileSync("package.json", "utf8").replace(/^\ufeff/, ""));
const scripts = { ...manifest.scripts };
if (!scripts.install && !scripts.preinstall && manifest.gypfile !== false && existsSync("binding.gyp")) scripts.install = "node-gyp rebuild";

// The commands of what the package depends on, nearest first.
const commands = [];
for (let at = folder; at !== dirname(at); at = dirname(at))
	if (basename(at) !== "node_modules") commands.push(join(at, "node_modules", ".bin"));

for (const event of process.argv.slice(2)) {
	if (!scripts[event]) continue;
	console.log(`${manifest.name} ${event}: ${scripts[event]}`);
	const { status, signal, error } = spawnSync("sh", ["-c", scripts[event]], {
		stdio: "inherit",
		env: {
			...process.env,
			PATH: [...commands, process.env.PATH].join(delimiter),
			npm_lifecycle_event: event,
			npm_lifecycle_script: scripts[event],
			npm_node_execpath: process.execPath,
			npm_package_json: join(folder, "package.json"),
			npm_package_name: manifest.name || "",
			npm_package_version: manifest.version || "",
			npm_command: "install",
		},
	});
	if (status !== 0) {
		const { scriptAdvice, packageName = manifest.name } = process.env;
		if (scriptAdvice) console.error(`${packageName}'s install script ${scriptAdvice}`);
		console.error(
			`the ${event} script of ${packageName} failed: ${error || signal || `exit status ${status}`}; add what it misses as scripts."${packageName}" = { nativeBuildInputs; env; }, or set scripts."${packageName}" = false to run no scripts of this package`,
		);
		process.exit(1);
	}
}
