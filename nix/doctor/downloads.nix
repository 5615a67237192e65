/*
  Packages whose install scripts want a network, or do nothing that is missed without them: what the script does, the variables that
  have it not download, and where to have from what it would have fetched. bun runs these scripts without being told to, but for those
  of `@sentry/cli` and `playwright` (`bun pm default-trusted`, bun 1.2 to 1.4).
*/
let
  needless = program: {
    does = "checks its program, which comes in ${program}";
    variables = { };
    instead = "nothing is missed if it does not run";
  };
in
{
  "@prisma/client" = {
    does = "runs `prisma generate`, which downloads Prisma's engines";
    variables.PRISMA_SKIP_POSTINSTALL_GENERATE = "1";
    instead = "run `prisma generate` in the build, with nixpkgs' prisma-engines";
  };
  "@prisma/engines" = {
    does = "downloads Prisma's engines";
    variables = { };
    instead = "have nixpkgs' prisma-engines, and name its files in PRISMA_SCHEMA_ENGINE_BINARY and PRISMA_QUERY_ENGINE_LIBRARY";
  };
  "@sentry/cli" = {
    does = "downloads its program if @sentry/cli-… is not there";
    variables.SENTRYCLI_SKIP_DOWNLOAD = "1";
    instead = "have nixpkgs' sentry-cli";
  };
  chromedriver = {
    does = "downloads ChromeDriver";
    variables.CHROMEDRIVER_SKIP_DOWNLOAD = "true";
    instead = "have nixpkgs' chromedriver";
  };
  cypress = {
    does = "downloads Cypress";
    variables.CYPRESS_INSTALL_BINARY = "0";
    instead = "have nixpkgs' cypress, and name its program in CYPRESS_RUN_BINARY";
  };
  electron = {
    does = "downloads Electron";
    variables.ELECTRON_SKIP_BINARY_DOWNLOAD = "1";
    instead = "have nixpkgs' electron run the app";
  };
  esbuild = needless "@esbuild/…";
  node-sass = {
    does = "downloads its addon";
    variables.SKIP_SASS_BINARY_DOWNLOAD_FOR_CI = "1";
    instead = "compile it (`node-gyp rebuild` in its folder), or use sass";
  };
  playwright = {
    does = "downloads browsers";
    variables.PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD = "1";
    instead = "have nixpkgs' playwright-driver.browsers, named in PLAYWRIGHT_BROWSERS_PATH";
  };
  prisma = {
    does = "checks the version of Node.js";
    variables = { };
    instead = "nothing is missed if it does not run";
  };
  puppeteer = {
    does = "downloads Chrome";
    variables.PUPPETEER_SKIP_DOWNLOAD = "1";
    instead = "have nixpkgs' chromium, and name its program in PUPPETEER_EXECUTABLE_PATH";
  };
  sharp = needless "@img/sharp-… (before 0.33 it downloads libvips)";
}
