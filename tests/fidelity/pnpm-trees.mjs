// Has the real pnpm lock and install small projects, and node-modules make their trees.
//
// usage: node pnpm-trees.mjs WORK BIN PEERS PNPM [PROJECT...]
//
// PNPM is a major version, such as 11. In WORK are then PROJECT-PNPM/theirs and PROJECT-PNPM/ours. The packages are made
// here and come from a registry on loopback.
import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { mkdirSync, rmSync, writeFileSync, cpSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { projects } from './pnpm-projects.mjs'
import { makeEach, servePackages, writeProject } from './small-packages.mjs'

const [work, bin, peers, major, ...wanted] = process.argv.slice(2)
if (!major) {
  console.error('usage: pnpm-trees.mjs WORK BIN PEERS PNPM [PROJECT...]')
  process.exit(2)
}
const YAML = createRequire(path.join(path.resolve(peers), 'node_modules/'))('yaml')
const run = promisify(execFile)
const { server, registry, made } = await servePackages(path.join(work, 'packages'))

const pnpm = path.join(path.resolve(peers), `bin/pnpm${major}`)
const settings = [`registry=${registry}`, 'prefer-symlinked-executables=true', 'package-import-method=copy', 'ignore-scripts=true',
  'manage-package-manager-versions=false', 'pm-on-fail=ignore', 'trust-lockfile=true', 'minimum-release-age=0', 'update-notifier=false']
const { stdout: version } = await run(pnpm, ['--version'], { cwd: work })

// What the older pnpm does not read in pnpm-workspace.yaml it reads in .npmrc.
function npmrc (yaml) {
  const { packages, supportedArchitectures, ...rest } = YAML.parse(yaml)
  return Object.entries(rest).map(([name, value]) => {
    const key = name.replace(/[A-Z]/g, (c) => `-${c.toLowerCase()}`)
    return Array.isArray(value) ? value.map((one) => `${key}[]=${one}\n`).join('') : `${key}=${value}\n`
  }).join('')
}

function writeProjectOf (folder, files) {
  writeProject(folder, files)
  if (major === '9' && files['pnpm-workspace.yaml']) writeFileSync(path.join(folder, '.npmrc'), npmrc(files['pnpm-workspace.yaml']))
}

async function make (name, { files, prod, importer }) {
  const folder = path.join(work, `${name}-${major}`)
  const [theirs, project, ours, home] = ['theirs', 'project', 'ours', 'home'].map((part) => path.join(folder, part))
  rmSync(folder, { recursive: true, force: true })
  writeProjectOf(theirs, files)
  mkdirSync(home)
  const store = path.join(folder, 'store')
  const call = (...args) => run(pnpm, [...settings, `store-dir=${store}`].map((setting) => `--config.${setting}`).concat(args),
    { cwd: theirs, env: { PATH: process.env.PATH, HOME: home, CI: '1' } })
  await call('install', '--lockfile-only')
  cpSync(theirs, project, { recursive: true })
  await call(...(importer ? ['--filter', `{./${importer}}...`] : []), 'install', '--frozen-lockfile', ...(prod ? ['--prod'] : []))
  const list = path.join(folder, 'list')
  const patches = YAML.parse(files['pnpm-workspace.yaml'] ?? '')?.patchedDependencies ?? {}
  const source = ([id, { file }]) => [id, file, ...patches[id] ? [path.join(project, patches[id])] : []]
  writeFileSync(list, [...made].map(source).map((line) => `${line.join('\t')}\n`).join(''))
  await run(path.join(bin, 'node-modules'), ['--lockfile', path.join(project, 'pnpm-lock.yaml'), '--project', project, '--list', list, '--out', ours,
    '--store-dir', store, '--platform', 'linux-x64-glibc', '--node', process.version, '--manager', `pnpm@${version.trim()}`,
    // pnpm installs the workspace's root whatever is filtered.
    ...(prod ? ['--prod'] : []), ...(importer ? ['--importer', '.', '--importer', importer] : [])])
}

const allMade = await makeEach(projects, wanted, make)
server.close()
process.exit(allMade ? 0 : 1)
