// Compares node-modules with the real pnpm on real projects, each a folder with its pnpm-lock.yaml and package.json files.
//
// usage: node pnpm-real.mjs PROJECTS WORK BIN PEERS TARBALLS [PNPM[:MODE]...]
//
// PNPM is a major version, MODE default, prod, importer (one, and what it depends on) or shamefully; default: 11. In TARBALLS
// are the packages, fetched by npm where they are missing, under the names ALGORITHM-HEX.tgz. pnpm installs offline from a
// store that cafs-add makes. Prints a line for each tree, and at the end: trees compared, paths compared, differing.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, realpathSync, renameSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { promisify } from 'node:util'

const [projects, work, bin, peers, tarballs, ...runs] = process.argv.slice(2)
if (!tarballs) {
  console.error('usage: pnpm-real.mjs PROJECTS WORK BIN PEERS TARBALLS [PNPM[:MODE]...]')
  process.exit(2)
}
const YAML = createRequire(path.join(path.resolve(peers), 'node_modules/'))('yaml')
const run = promisify(execFile)
const settings = ['prefer-symlinked-executables=true', 'package-import-method=copy', 'ignore-scripts=true', 'manage-package-manager-versions=false',
  'pm-on-fail=ignore', 'trust-lockfile=true', 'minimum-release-age=0', 'engine-strict=false', 'ignore-pnpmfile=true', 'update-notifier=false']
// pnpm's notes on its own doings.
const notes = ['node_modules/\\.modules\\.yaml$', 'node_modules/\\.pnpm-workspace-state', 'node_modules/\\.pnpm/lock\\.yaml$']

const readLock = (folder) => YAML.parseAllDocuments(readFileSync(path.join(folder, 'pnpm-lock.yaml'), 'utf8')).at(-1).toJS()
// What a store calls a package: one that is not of a registry by its address alone.
const storeId = (id) => id.includes(':') ? id.slice(id.indexOf('@', 1) + 1) : id
const fileOf = (sri) => path.join(path.resolve(tarballs), `${sri.slice(0, sri.indexOf('-'))}-${Buffer.from(sri.slice(sri.indexOf('-') + 1), 'base64').toString('hex')}.tgz`)

function takes (list, mine) {
  const all = [].concat(list ?? [])
  const named = all.filter((one) => !one.startsWith('!'))
  return !all.includes(`!${mine}`) && (named.length === 0 || named.includes(mine) || named.includes('any'))
}

// The registry's packages for this machine, and those of others that nobody can do without: key to integrity.
function wanted (lock) {
  const needed = new Set(Object.entries(lock.snapshots ?? {}).filter(([, { optional }]) => !optional).map(([key]) => key.replace(/\(.*/, '')))
  return Object.entries(lock.packages ?? {}).filter(([id, { resolution, os, cpu, libc }]) =>
    resolution.integrity && (needed.has(id) || (takes(os, 'linux') && takes(cpu, 'x64') && takes(libc, 'glibc')))).map(([id, { resolution }]) => [id, resolution.integrity])
}

async function fetchMissing (packages) {
  const missing = [...new Map(packages.map(([id, sri]) => [sri, id]))].filter(([sri]) => !existsSync(fileOf(sri)))
  while (missing.length) {
    const some = new Map(missing.splice(0, 40))
    const folder = mkdtempSync(path.join(tarballs, '.new-'))
    const pack = (ids) => run('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', folder, ...ids], { cwd: folder, maxBuffer: 1 << 26 })
    // What the registry no longer has is not fetched, and the project fails later.
    await pack([...some.values()]).catch(async () => { for (const id of some.values()) await pack([id]).catch(() => {}) })
    for (const name of readdirSync(folder)) {
      const bytes = readFileSync(path.join(folder, name))
      const sri = ['sha512', 'sha1', 'sha256'].map((hash) => `${hash}-${createHash(hash).update(bytes).digest('base64')}`).find((one) => some.has(one))
      if (sri) renameSync(path.join(folder, name), fileOf(sri))
    }
    rmSync(folder, { recursive: true })
  }
}

// Makes the project what its lockfile says, so that every pnpm takes it as frozen: the lockfile is what is tested.
function normalize (folder, lock, mode) {
  const file = (...names) => path.join(folder, ...names)
  const workspace = existsSync(file('pnpm-workspace.yaml')) ? YAML.parse(readFileSync(file('pnpm-workspace.yaml'), 'utf8')) ?? {} : {}
  // pnpm compares the peers of those that are packages, too.
  const local = Object.values(lock.packages ?? {}).map(({ resolution }) => resolution.directory)
  for (const [id, importer] of Object.entries(lock.importers)) {
    mkdirSync(file(id), { recursive: true })
    const text = existsSync(file(id, 'package.json')) ? readFileSync(file(id, 'package.json'), 'utf8') : '{}'
    const bom = text.startsWith('\uFEFF') ? '\uFEFF' : ''
    const { name, version, main, files, bin, directories, publishConfig, pnpm, peerDependencies, peerDependenciesMeta } = JSON.parse(text.slice(bom.length))
    if (id === '.') for (const [key, value] of Object.entries(pnpm ?? {})) workspace[key] ??= value
    const manifest = { name, version, main, files, bin, directories, publishConfig, dependenciesMeta: importer.dependenciesMeta }
    if (local.includes(id === '.' ? '' : id)) Object.assign(manifest, { peerDependencies, peerDependenciesMeta })
    for (const kind of ['dependencies', 'devDependencies', 'optionalDependencies']) {
      if (importer[kind]) manifest[kind] = Object.fromEntries(Object.entries(importer[kind]).map(([alias, { specifier }]) => [alias, specifier]))
    }
    writeFileSync(file(id, 'package.json'), bom + JSON.stringify(manifest, null, 2))
  }
  const kept = ['hoist', 'hoistPattern', 'publicHoistPattern', 'shamefullyHoist', 'hoistWorkspacePackages', 'dedupeDirectDeps', 'virtualStoreDir',
    'virtualStoreDirMaxLength', 'modulesDir', 'supportedArchitectures', 'packageExtensions', 'ignoredOptionalDependencies', 'injectWorkspacePackages', 'nodeLinker', 'patchedDependencies']
  const catalogs = Object.entries(lock.catalogs ?? {}).map(([catalog, packages]) => [catalog, Object.fromEntries(Object.entries(packages).map(([alias, { specifier }]) => [alias, specifier]))])
  const yaml = { packages: Object.keys(lock.importers), overrides: lock.overrides, catalogs: Object.fromEntries(catalogs), ...lock.settings }
  for (const key of kept) if (workspace[key] !== undefined) yaml[key] = workspace[key]
  if (mode === 'shamefully') yaml.shamefullyHoist = true
  writeFileSync(file('pnpm-workspace.yaml'), YAML.stringify(yaml))
}

// What node-modules gets for each package: its tarball, and its patch.
function sources (packages, project) {
  const root = existsSync(path.join(project, 'pnpm-workspace.yaml')) ? YAML.parse(readFileSync(path.join(project, 'pnpm-workspace.yaml'), 'utf8')) : {}
  const patches = root?.patchedDependencies ?? {}
  return packages.map(([id, sri]) => {
    const patch = patches[id] ?? patches[id.slice(0, id.lastIndexOf('@'))]
    return [id, fileOf(sri), ...patch ? [path.join(project, patch)] : []]
  })
}

async function compare (name, major, mode) {
  const project = realpathSync(path.join(projects, name))
  const lock = readLock(project)
  const packages = wanted(lock)
  await fetchMissing(packages)
  const folder = path.join(path.resolve(work), `${name}-${major}-${mode}`)
  const [theirs, ours, store, home] = ['theirs', 'ours', 'store', 'home'].map((part) => path.join(folder, part))
  rmSync(folder, { recursive: true, force: true })
  mkdirSync(path.join(home, 'bin'), { recursive: true })
  symlinkSync(path.join(path.resolve(peers), 'bin/node24'), path.join(home, 'bin/node'))
  cpSync(project, theirs, { recursive: true })
  normalize(theirs, lock, mode)
  cpSync(theirs, path.join(folder, 'project'), { recursive: true })
  writeFileSync(path.join(folder, 'cafs'), packages.map(([id, sri]) => `${storeId(id)}\t${sri}\t${fileOf(sri)}\n`).join(''))
  writeFileSync(path.join(folder, 'list'), sources(packages, theirs).map((line) => `${line.join('\t')}\n`).join(''))
  await run(path.join(bin, 'cafs-add'), ['--store-version', { 9: 'v3', 10: 'v10' }[major] ?? 'v11', '--out', store, '--list', path.join(folder, 'cafs')])
  await run('chmod', ['-R', 'u+w', store]) // pnpm 10 copies modes
  const importer = mode === 'importer' ? Object.keys(lock.importers).filter((id) => id !== '.').at(-1) : undefined
  if (mode === 'importer' && !importer) return undefined
  const pnpm = path.join(path.resolve(peers), `bin/pnpm${major}`)
  const options = { cwd: theirs, maxBuffer: 1 << 26, env: { PATH: `${home}/bin:${process.env.PATH}`, HOME: home, CI: '1' } }
  await run(pnpm, [...settings, `store-dir=${store}`].map((setting) => `--config.${setting}`).concat(importer ? ['--filter', `{./${importer}}...`] : [],
    'install', '--offline', '--frozen-lockfile', mode === 'prod' ? ['--prod'] : []), options)
  const { stdout: version } = await run(pnpm, ['--version'], options)
  await run(path.join(bin, 'node-modules'), ['--lockfile', path.join(theirs, 'pnpm-lock.yaml'), '--project', path.join(folder, 'project'),
    '--list', path.join(folder, 'list'), '--out', ours, '--platform', 'linux-x64-glibc', '--manager', `pnpm@${version.trim()}`,
    ...(mode === 'prod' ? ['--prod'] : []), ...(importer ? ['--importer', '.', '--importer', importer] : [])])
  const compared = await run(process.execPath, [path.join(import.meta.dirname, 'tree-compare.mjs'), '--bin-scripts', ...notes.map((one) => `--ignore=${one}`), theirs, ours])
    .catch((error) => error)
  rmSync(folder, { recursive: true })
  return compared.stdout
}

mkdirSync(work, { recursive: true })
mkdirSync(tarballs, { recursive: true })
const total = { trees: 0, paths: 0, differing: 0, 'not installed by pnpm': 0 }
for (const name of readdirSync(projects).sort()) {
  for (const one of runs.length ? runs : ['11']) {
    const [major, mode = 'default'] = one.split(':')
    try {
      const said = await compare(name, major, mode)
      if (said === undefined) continue
      const [, paths, differing] = /(\d+) paths, (\d+) differing/.exec(said)
      console.log(`${name} ${one}: ${said.trim()}`)
      total.trees++
      total.paths += Number(paths)
      total.differing += Number(differing)
    } catch (error) {
      total['not installed by pnpm']++
      console.log(`${name} ${one}: not compared: ${`${error.stdout ?? ''}${error.stderr ?? error.message}`.trim().split('\n').slice(-3).join(" ").slice(0, 600)}`)
    }
  }
}
console.log(Object.entries(total).map(([what, count]) => `${count} ${what}`).join(', '))
process.exit(total.differing ? 1 : 0)
