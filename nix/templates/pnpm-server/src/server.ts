import { serve } from "@hono/node-server";
import bcrypt from "bcrypt";
import { Hono } from "hono";

const app = new Hono();

// The hash of what is posted: bcrypt is a native addon.
app.post("/hash", async (c) => c.text(await bcrypt.hash(await c.req.text(), 10)));
app.get("/", (c) => c.text("POST a password to /hash\n"));

serve({ fetch: app.fetch, port: Number(process.env.PORT ?? 3000) }, ({ port }) => {
  console.log(`http://localhost:${port}`);
});
