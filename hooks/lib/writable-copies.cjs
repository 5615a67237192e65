// Loaded into Node.js by `--require`: copies of read-only files and folders can be written to, those of files in the Nix store that is.
//
// A copy takes on the mode of what it is of. Programs write into their copies of packages: nitro (Nuxt, SolidStart), Gatsby; and pnpm 9, 10
// and early 11, which apply patchedDependencies there.
const fs = require("fs");
const path = require("path");

const typeBits = 0o170000;

// For the owner, with what is below it. What cannot be made so stays as it is.
function makeWritable(file) {
  try {
    const stat = fs.lstatSync(file);
    if (stat.isSymbolicLink()) return;
    if (!(stat.mode & 0o200)) chmodSync(file, (stat.mode & ~typeBits) | 0o200);
    if (stat.isDirectory()) for (const name of fs.readdirSync(file)) makeWritable(path.join(file, name));
  } catch {}
}

// A copier gives chmod a mode that it has from stat, with the bits of a type; who wants a read-only file does not.
const writable = (mode) => (typeof mode === "number" && mode & typeBits ? mode | 0o200 : mode);

const { chmodSync } = fs;
fs.chmodSync = (file, mode) => chmodSync(file, writable(mode));
for (const functions of [fs, fs.promises]) {
  const real = functions.chmod;
  functions.chmod = (file, mode, ...rest) => real(file, writable(mode), ...rest);
}

for (const name of ["copyFile", "cp"]) {
  const [real, promise, sync] = [fs[name], fs.promises[name], fs[`${name}Sync`]];
  fs[name] = (from, to, ...rest) => {
    const done = rest.pop();
    return real(from, to, ...rest, (error, ...results) => {
      if (!error) makeWritable(to);
      done(error, ...results);
    });
  };
  fs.promises[name] = async (from, to, ...rest) => {
    await promise(from, to, ...rest);
    makeWritable(to);
  };
  fs[`${name}Sync`] = (from, to, ...rest) => {
    sync(from, to, ...rest);
    makeWritable(to);
  };
}

// For `import { copyFile } from "fs"`.
require("module").syncBuiltinESMExports();
