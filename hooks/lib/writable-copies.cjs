// Node.js loads this by `--require`. It makes copies of read-only files and folders, such as those in the Nix store, writable.
//
// A copy has the mode of the original. Some programs copy packages and then write into the copies: nitro (Nuxt, SolidStart) and Gatsby, and
// pnpm 9, 10 and early 11, which apply patchedDependencies there.
const fs = require("fs");
const path = require("path");

const typeBits = 0o170000;

// Makes a file, or a folder and all in it, writable for the owner. Errors do not matter: the file stays as it is.
function makeWritable(file) {
  try {
    const stat = fs.lstatSync(file);
    if (stat.isSymbolicLink()) return;
    if (!(stat.mode & 0o200)) chmodSync(file, (stat.mode & ~typeBits) | 0o200);
    if (stat.isDirectory()) for (const name of fs.readdirSync(file)) makeWritable(path.join(file, name));
  } catch {}
}

// A program that copies takes the mode from stat, with the bits of the file's type. A program that wants a read-only file gives no such bits.
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
