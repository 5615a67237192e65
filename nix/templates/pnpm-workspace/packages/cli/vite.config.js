import { defineConfig } from "vite";

// One file with all that it needs, so that no node_modules are installed with it.
export default defineConfig({
  build: { ssr: "src/words.js" },
  ssr: { noExternal: true },
});
