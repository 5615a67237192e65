// Loaded into pnpm by `node --require`: what pnpm copies out of the store can be written to.
//
// A file in the Nix store is read-only, and a copy takes on its mode. Later pnpm makes its copies writable; pnpm 9, 10 and early 11
// do not, and then fail to apply patchedDependencies, and so would a build that changes something in node_modules.
const fs = require("fs");

const { copyFileSync } = fs;
fs.copyFileSync = (from, to, mode) => {
  copyFileSync(from, to, mode);
  fs.chmodSync(to, fs.statSync(to).mode | 0o200);
};
