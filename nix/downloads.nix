/*
  Packages whose install scripts need a network, or do nothing that anybody needs. `does` says what the script does. With the `variables`, it
  does not download. `instead` says what to use then. If there is a `comesIn`, the script downloads only if the lockfile has no package whose
  name begins with `comesIn`.

  Read in the scripts of electron 20 and 41, puppeteer 19 and 24, playwright 1.30 and 1.65, cypress 13 and 15, prisma 4, 6 and 7, sharp 0.32
  and 0.34, esbuild 0.28, @sentry/cli 1 to 3, chromedriver 100 and 148, ffmpeg-static 5,
  node-sass 9 and tree-sitter-cli 0.25 and 0.27, and seen when they run without a network.
*/
let
  playwright = {
    does = "downloads browsers";
    variables.PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD = "1";
    instead = "use nixpkgs' playwright-driver.browsers, named in PLAYWRIGHT_BROWSERS_PATH";
  };
in
{
  "@playwright/browser-chromium" = playwright;
  "@playwright/browser-firefox" = playwright;
  "@playwright/browser-webkit" = playwright;
  "@prisma/client" = {
    does = "runs `prisma generate` (before Prisma 7), which downloads Prisma's engines";
    variables.PRISMA_SKIP_POSTINSTALL_GENERATE = "1";
    instead = "run `prisma generate` in the build, with nixpkgs' prisma-engines";
  };
  "@prisma/engines" = {
    does = "downloads Prisma's engines";
    variables = { };
    instead = "use nixpkgs' prisma-engines, and name its files in PRISMA_SCHEMA_ENGINE_BINARY and, before Prisma 7, PRISMA_QUERY_ENGINE_LIBRARY";
  };
  "@sentry/cli" = {
    does = "downloads its program if @sentry/cli-… is not there";
    variables.SENTRYCLI_SKIP_DOWNLOAD = "1";
    instead = "use nixpkgs' sentry-cli";
  };
  chromedriver = {
    does = "downloads ChromeDriver";
    variables.CHROMEDRIVER_SKIP_DOWNLOAD = "true";
    instead = "use nixpkgs' chromedriver";
  };
  cypress = {
    does = "downloads Cypress";
    variables.CYPRESS_INSTALL_BINARY = "0";
    instead = "use nixpkgs' cypress, and name its program in CYPRESS_RUN_BINARY";
  };
  electron = {
    does = "downloads Electron";
    variables.ELECTRON_SKIP_BINARY_DOWNLOAD = "1";
    instead = "run the app with nixpkgs' electron";
  };
  esbuild = {
    comesIn = "@esbuild/";
    does = "checks its program, which comes in @esbuild/… (else it downloads it, unless ESBUILD_BINARY_PATH names it)";
    variables = { };
    instead = "with @esbuild/… in the lockfile it is not needed, without it use a newer esbuild";
  };
  ffmpeg-static = {
    does = "downloads ffmpeg";
    variables = { };
    instead = "use nixpkgs' ffmpeg, and name its program in FFMPEG_BIN when the app runs";
  };
  node-sass = {
    does = "downloads its addon";
    variables.SKIP_SASS_BINARY_DOWNLOAD_FOR_CI = "1";
    instead = "then it compiles the addon, with python3 in nativeBuildInputs and npm_config_nodedir = nodejs; or use sass";
  };
  inherit playwright;
  playwright-chromium = playwright;
  playwright-firefox = playwright;
  playwright-webkit = playwright;
  prisma = {
    does = "checks the version of Node.js";
    variables = { };
    instead = "it is not needed";
  };
  puppeteer = {
    does = "downloads Chrome";
    variables.PUPPETEER_SKIP_DOWNLOAD = "1";
    instead = "use nixpkgs' chromium, and name its program in PUPPETEER_EXECUTABLE_PATH";
  };
  sharp = {
    comesIn = "@img/sharp-";
    does = "checks its program, which comes in @img/sharp-… (before 0.33 it downloads libvips), and compiles it if there is another libvips, unless SHARP_IGNORE_GLOBAL_LIBVIPS is set";
    variables = { };
    instead = "with @img/sharp-… in the lockfile it is not needed, without it use sharp 0.33 or later";
  };
  tree-sitter-cli = {
    does = "downloads its program";
    variables = { };
    instead = "use nixpkgs' tree-sitter";
  };
}
