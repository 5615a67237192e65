// Has one real pnpm write its store for every package of a list.
//
// usage: node reference.mjs PNPM STORE LIST
//
// LIST has the form of `cafs-add --list`: ID<TAB>SRI<TAB>TARBALL. A loopback server hands out the
// tarballs, a lockfile made for the occasion names them all, and `pnpm fetch` does the rest. The
// lockfile states no os, cpu or engines, so pnpm leaves nothing out.
import { execFile } from 'node:child_process'
import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { serveFiles } from './serve.mjs'

const [pnpm, store, list] = process.argv.slice(2)
if (!list) {
  console.error('usage: reference.mjs PNPM STORE LIST')
  process.exit(2)
}

const packages = readFileSync(list, 'utf8').split('\n').filter(Boolean).map((line) => {
  const [id, integrity, tarball] = line.split('\t')
  return { id, integrity, tarball: path.resolve(tarball) }
})

const quote = (text) => `'${text.replaceAll("'", "''")}'`

function lockfile (port) {
  const importer = packages.flatMap(({ id }, i) => [
    `      p${i}:`,
    `        specifier: ${quote(`npm:${id}`)}`,
    `        version: ${quote(id)}`
  ])
  const resolutions = packages.flatMap(({ id, integrity }, i) => [
    `  ${quote(id)}:`,
    `    resolution: {integrity: ${quote(integrity)}, tarball: 'http://127.0.0.1:${port}/${i}/package.tgz'}`
  ])
  return [
    "lockfileVersion: '9.0'", 'settings:', '  autoInstallPeers: true', '  excludeLinksFromLockfile: false',
    'importers:', '  .:', '    dependencies:', ...importer,
    'packages:', ...resolutions,
    'snapshots:', ...packages.map(({ id }) => `  ${quote(id)}: {}`), ''
  ].join('\n')
}

const server = await serveFiles((url) => packages[Number(/^\/(\d+)\//.exec(url)?.[1])]?.tarball)
const { port } = server.address()
mkdirSync(path.dirname(path.resolve(store)), { recursive: true })
const project = mkdtempSync(`${path.resolve(store)}.project-`)
try {
  writeFileSync(path.join(project, 'pnpm-lock.yaml'), lockfile(port))
  writeFileSync(path.join(project, 'package.json'), JSON.stringify({
    private: true,
    dependencies: Object.fromEntries(packages.map(({ id }, i) => [`p${i}`, `npm:${id}`]))
  }))
  writeFileSync(path.join(project, '.npmrc'), `registry=http://127.0.0.1:${port}/\nfetch-retries=0\n`)
  writeFileSync(path.join(project, 'pnpm-workspace.yaml'), 'packages: []\ntrustLockfile: true\nfetchRetries: 0\n')
  await promisify(execFile)(path.resolve(pnpm), ['fetch', '--ignore-scripts', '--store-dir', path.resolve(store)], {
    cwd: project,
    maxBuffer: 1 << 26,
    env: { PATH: process.env.PATH, HOME: project, XDG_CACHE_HOME: project, XDG_DATA_HOME: project, XDG_STATE_HOME: project, XDG_CONFIG_HOME: project, CI: '1' }
  })
} catch (error) {
  console.error(`reference.mjs: ${pnpm} failed: ${error.message}\n${error.stdout ?? ''}`)
  process.exitCode = 1
} finally {
  server.close()
  server.closeAllConnections()
  rmSync(project, { recursive: true, force: true })
}
