import { defineConfig } from "vite";

// One file with everything that it needs, so that it is installed without node_modules.
export default defineConfig({
  build: { ssr: "src/words.js" },
  ssr: { noExternal: true },
});
