// Has the real npm lock and install small projects, and node-modules make their trees.
//
// usage: node npm-trees.mjs WORK BIN NPM [PROJECT...]
//
// NPM is npm's program. In WORK are then PROJECT/theirs and PROJECT/ours, each the project with its node_modules. The packages are
// made here and come from a registry on loopback.
import { execFile } from 'node:child_process'
import { cpSync, existsSync, readdirSync, readFileSync, renameSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { projects } from './npm-projects.mjs'
import { makeEach, servePackages, writeProject } from './small-packages.mjs'

const [work, bin, npm, ...wanted] = process.argv.slice(2)
if (!npm) {
  console.error('usage: npm-trees.mjs WORK BIN NPM [PROJECT...]')
  process.exit(2)
}
const run = promisify(execFile)
const { server, registry, made } = await servePackages(path.join(work, 'packages'))
const { stdout: version } = await run(npm, ['--version'])

// Puts the node_modules below TREE into the project at FOLDER.
function placeTree (tree, folder) {
  for (const entry of readdirSync(tree, { withFileTypes: true })) {
    if (entry.name === 'node_modules') renameSync(path.join(tree, entry.name), path.join(folder, entry.name))
    else if (entry.isDirectory()) placeTree(path.join(tree, entry.name), path.join(folder, entry.name))
  }
}

async function make (name, { files, later = {}, options = [] }) {
  const folder = path.join(work, name)
  const [theirs, ours, tree, list] = ['theirs', 'ours', 'tree', 'list'].map((part) => path.join(folder, part))
  rmSync(folder, { recursive: true, force: true })
  writeProject(theirs, files)
  const call = (...args) => run(npm, [...args, '--ignore-scripts', '--no-audit', '--no-fund', '--os=linux', '--cpu=x64', '--libc=glibc', `--registry=${registry}`, `--cache=${folder}/cache`],
    { cwd: theirs, env: { PATH: process.env.PATH, HOME: folder } })
  await call('install', '--package-lock-only', '--allow-remote=all') // npm 12 has to be told
  writeProject(theirs, later)
  cpSync(theirs, ours, { recursive: true })
  await call('ci', '--allow-remote=all', ...options)
  const places = Object.entries(JSON.parse(readFileSync(path.join(ours, 'package-lock.json'))).packages)
  const sources = places.map(([place, { name: own = place.replace(/^.*node_modules\//, ''), version, resolved }]) =>
    [place, /^file:/.test(resolved) ? path.join(ours, resolved.slice(5)) : made.get(`${own}@${version}`)?.file])
  writeFileSync(list, sources.filter(([place, file]) => place && file).map((line) => `${line.join('\t')}\n`).join(''))
  await run(path.join(bin, 'node-modules'), ['--lockfile', path.join(ours, 'package-lock.json'), '--project', ours, '--list', list, '--out', tree,
    '--platform', 'linux-x64-glibc', '--node', process.version, '--manager', `npm@${version.trim()}`, ...options])
  placeTree(tree, ours)
  // As the hook does: npm believes it as long as it is the newest.
  const note = path.join(ours, 'node_modules/.package-lock.json')
  if (existsSync(note)) utimesSync(note, new Date(), new Date())
}

const allMade = await makeEach(projects, wanted, make)
server.close()
server.closeAllConnections()
process.exit(allMade ? 0 : 1)
