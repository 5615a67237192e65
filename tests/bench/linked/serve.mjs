// usage: serve.mjs FOLDER PORT-FILE
//
// A registry that has nothing but tarballs: those of FOLDER, each named as the last part of its URL. Writes its port to PORT-FILE.
import { createReadStream, writeFileSync } from "node:fs";
import { createServer } from "node:http";
import { basename, join } from "node:path";

const [folder, portFile] = process.argv.slice(2);
const server = createServer((request, response) => {
	const [, scope] = decodeURIComponent(request.url).match(/^\/@([^/]+)\//) ?? [];
	const name = (scope ? `${scope}-` : "") + basename(request.url);
	createReadStream(join(folder, name))
		.on("error", () => response.writeHead(404).end())
		.pipe(response);
});
server.listen(0, "127.0.0.1", () => writeFileSync(portFile, String(server.address().port)));
