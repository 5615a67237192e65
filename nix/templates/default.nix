# The templates for `nix flake init -t fragstore#NAME`.
{
  pnpm-vite = {
    path = ./pnpm-vite;
    description = "A web app with React, Vite and TypeScript, packages from pnpm";
  };
  pnpm-workspace = {
    path = ./pnpm-workspace;
    description = "A pnpm workspace with catalogs: a library, a command and a web site";
  };
  pnpm-server = {
    path = ./pnpm-server;
    description = "A server with a native addon, installed without devDependencies";
  };
  npm-vite = {
    path = ./npm-vite;
    description = "A web app with React, Vite and TypeScript, packages from npm";
  };
  npm-cli = {
    path = ./npm-cli;
    description = "A command in TypeScript, installed without devDependencies";
  };
  bun-app = {
    path = ./bun-app;
    description = "A command-line program that bun compiles";
  };
  bun-workspace = {
    path = ./bun-workspace;
    description = "A bun workspace with catalogs and peer dependencies: a library and a command";
  };
  bun-vite = {
    path = ./bun-vite;
    description = "A web app with React, Vite and TypeScript, packages from bun";
  };
}
