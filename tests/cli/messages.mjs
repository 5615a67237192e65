// Prints the messages that the sources of FOLDER (tools, nix or hooks) hold, one a line, "…" standing for what is put in, sorted;
// with a page (a .md file) those that the first column of its tables holds.
import { readFileSync, readdirSync, statSync } from "node:fs";
import { join } from "node:path";

const files = (path) =>
	statSync(path).isDirectory() ? readdirSync(path).flatMap((name) => files(join(path, name))) : [path];

// A message has words. A part of a message begins or ends with a space or a sign, and is not one.
const isMessage = (text) => /[A-Za-z]{2}/.test(text) && / /.test(text) && /^[^ $,].*[^ ]$/.test(text);

// What only says where; the message comes after it.
const isPlace = (text) => /^[^;]*: …$/.test(text);

// Messages are looked for without what they are about, which comes before them.
const bare = (text) => text.replace(/^(?:…(?:\/…)?: )+/, "");

// C: the string literals in a call of one of these, adjacent ones being one.
const calls = /\b(?:error_set|error_errno|die|usage_error|warn|say|string_list_printf|xasprintf|xstrdup)\(/g;

function literalsOfCall(text, start) {
	const literals = [];
	let depth = 1;
	for (let i = start, end = -1; depth > 0 && i < text.length; i++) {
		if (text[i] === "(") depth++;
		else if (text[i] === ")") depth--;
		else if (text[i] === "'") i += text[i + 1] === "\\" ? 3 : 2;
		else if (text[i] === '"') {
			const literal = /"((?:[^"\\]|\\.)*)"/y;
			literal.lastIndex = i;
			const [whole, content] = literal.exec(text);
			if (end >= 0 && /^\s*$/.test(text.slice(end, i))) literals.push(literals.pop() + content);
			else literals.push(content);
			end = i + whole.length;
			i = end - 1;
		}
	}
	return literals;
}

const ofC = (text) =>
	[...text.matchAll(calls)]
		.flatMap((call) => literalsOfCall(text, call.index + call[0].length))
		.map((literal) => literal.replace(/%(?:\.\*|\.\d+)?(?:z|ll)?[a-z]/g, "…").replace(/%%/g, "%").replace(/\\n$/, "").replace(/\\"/g, '"'));

// A string of Nix or a shell from START to the character END; what is put in may hold strings itself.
function interpolated(text, start, end) {
	let out = "";
	for (let i = start; text[i] !== end && i < text.length; i++) {
		const opening = text[i] === "$" && "({".indexOf(text[i + 1]);
		if (text[i] === "\\") {
			out += text[++i] === "n" ? "\n" : text[i];
		} else if (text[i] === "$" && opening >= 0) {
			let depth = 0;
			do {
				i++;
				if (text[i] === "({"[opening]) depth++;
				else if (text[i] === ")}"[opening]) depth--;
			} while (depth > 0);
			out += "…";
		} else {
			out += text[i];
		}
	}
	return out;
}

const found = (text, call) =>
	[...text.matchAll(call)].map((match) => interpolated(text, match.index + match[0].length, match[0].at(-1)));

// Nix: the string after throw or a function that fails.
const ofNix = (text) => found(text, /\b(?:throw|fail[A-Za-z]*) (?:"[a-z]*"\s+)?"/g).filter((message) => !isPlace(message));

// Shell: what ends a program or a build, and what says why.
function ofShell(text) {
	const explaining = [...text.matchAll(/^\w+Explain\w*\(\) \{\n([^]*?)^\}/gm)].map((match) => match[1]).join("");
	const said = text.split("\n").filter((line) => />&2/.test(line)).join("\n");
	return [
		...found(text, /(?:(?:Fail|Warn)"?|\bfail|\busage) "/g),
		...found(explaining, /echo "/g),
		...found(said, /(?:echo|printf) ["']/g),
	]
		.map((message) => message.replace(/\$(?:\w+|\*)|%s/g, "…").replace(/\n$/, ""))
		.filter((message) => !isPlace(message));
}

const readers = { c: ofC, nix: ofNix, sh: ofShell };
const ofPage = (text) =>
	text
		.split("\n")
		.filter((line) => /^\| `/.test(line))
		.flatMap((line) => [...line.split(" | ")[0].matchAll(/``(.+?)``(?!`)|`([^`]+)`/g)])
		.map(([, double, single]) => double?.replace(/^ | $/g, "") ?? single);

const argument = process.argv[2];
const messages = argument.endsWith(".md")
	? ofPage(readFileSync(argument, "utf8"))
	: files(argument)
			.flatMap((file) => readers[file.split(".").at(-1)]?.(readFileSync(file, "utf8")) ?? [])
			.map(bare)
			.filter(isMessage);
console.log([...new Set(messages)].sort().join("\n"));
