// Makes one of the small projects of bun-tree-cases.mjs.
//
// usage: node bun-tree-project.mjs NAME DIR
//        node bun-tree-project.mjs --names BUN LAYOUT         prints the names of those that bun BUN (such as 1.4) installs
//        node bun-tree-project.mjs --options NAME bun|ours    prints the options, one a line
//
// DIR gets project/, the packages, and lists of them for node-modules (list) and cache-entry-creator (cache.list).
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { PROJECTS } from './bun-tree-cases.mjs'
import { entry, gzip, tar } from './tar.mjs'

const [name, dir, which] = process.argv.slice(2)
if (name === '--names') {
  for (const [project, { bun, not }] of Object.entries(PROJECTS)) {
    if ((!bun || bun.includes(dir)) && !not?.includes(`${dir} ${which}`)) console.log(project)
  }
  process.exit()
}
if (name === '--options') {
  for (const option of PROJECTS[dir].options?.[which] ?? []) console.log(option)
  process.exit()
}
const { workspaces, packages, files = {}, lock = {} } = PROJECTS[name]

function write (file, content) {
  const full = path.join(dir, 'project', file)
  mkdirSync(path.dirname(full), { recursive: true })
  writeFileSync(full, content)
}

const list = []
const cacheList = []

// The package of ID: its tarball's integrity. It goes to both lists.
function pack (id, info, more = {}, tag) {
  const [, packageName, resolution] = /^(@?[^@]+)@(.*)$/.exec(id)
  const kind = /^(?:github:|https?:|\.\/)/.exec(resolution)?.[0]
  const key = kind === 'github:' ? `github:${tag}` : kind ? `tarball:${resolution}` : id
  const version = kind ? '1.0.0' : resolution
  const { bundled, optionalPeers, binDir, ...rest } = info
  const manifest = { name: packageName, version, ...rest, ...binDir && { directories: { bin: binDir } } }
  const root = tag ?? 'package'
  const body = gzip(tar([['package.json', JSON.stringify(manifest)], ...Object.entries(more)].map(([file, text]) => entry({ name: `${root}/${file}`, body: text }))))
  const sri = `sha512-${createHash('sha512').update(body).digest('base64')}`
  const file = path.join(path.resolve(dir), `${createHash('sha256').update(key).digest('hex').slice(0, 16)}.tgz`)
  writeFileSync(file, body)
  if (!list.some((line) => line.startsWith(`${key}\t`))) {
    const patch = lock.patchedDependencies?.[id]
    list.push(`${key}\t${file}${patch ? `\t${path.resolve(dir, 'project', patch)}` : ''}\n`)
    cacheList.push(`${key}\t${sri}\t${file}\n`)
  }
  if (kind === './') write(resolution, body)
  return { sri, kind }
}

mkdirSync(dir, { recursive: true })
const written = {}
for (const [key, [id, info, more, tag]] of Object.entries(packages)) {
  if (!info) written[key] = [id]
  else if (/@file:/.test(id)) written[key] = [id, info]
  else {
    const { sri, kind } = pack(id, info, more, tag)
    written[key] = kind ? [id, info, ...tag ? [tag] : [], sri] : [id, '', info, sri]
  }
}
for (const [folder, info] of Object.entries(workspaces)) {
  const { optionalPeers, ...manifest } = info
  const rest = folder || Object.keys(workspaces).length === 1 || manifest.workspaces ? {} : { workspaces: Object.keys(workspaces).filter(Boolean) }
  const meta = optionalPeers && { peerDependenciesMeta: Object.fromEntries(optionalPeers.map((peer) => [peer, { optional: true }])) }
  write(path.join(folder, 'package.json'), JSON.stringify({ name: name, ...rest, ...manifest, ...meta }, null, 2))
}
for (const [file, text] of Object.entries(files)) write(file, text)
const locked = Object.fromEntries(Object.entries(workspaces).map(([folder, { workspaces, overrides, patchedDependencies, ...info }]) => [folder, folder ? info : { name, ...info }]))
write('bun.lock', JSON.stringify({ lockfileVersion: 1, ...lock, workspaces: locked, packages: written }, null, 2))
writeFileSync(path.join(dir, 'list'), list.join(''))
writeFileSync(path.join(dir, 'cache.list'), cacheList.join(''))
