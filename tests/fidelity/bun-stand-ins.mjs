// Real projects with a bun.lock, with stand-ins for their packages: bun.lock says all that decides a layout, so no tarball
// of theirs is needed. For bun-projects.sh.
//
// usage: node bun-stand-ins.mjs PROJECT DIR
//
// DIR gets project/, a copy of PROJECT whose bun.lock has the integrities of the stand-ins, and their lists: list, for
// node-modules, and cache.list, for cache-entry-creator. A stand-in has a package.json and the bins that bun.lock names. A
// copy has no patches, which are of the real packages.
import { createHash } from 'node:crypto'
import { cpSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { entry, gzip, pax, tar } from './tar.mjs'

const [from, dir] = process.argv.slice(2)
if (!dir) {
  console.error('usage: bun-stand-ins.mjs PROJECT DIR')
  process.exit(2)
}

const json = (text) => JSON.parse(text.replace(/^\ufeff/, '').replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\/|,(\s*[\]}])/g, (all, string, end) => string ?? end ?? ''))
const isIntegrity = (value) => typeof value === 'string' && /^sha\d+-/.test(value)

// What a package is unpacked from: its key in lists, and the folder that is around it in its tarball.
function sourceOf (id, resolution, tag) {
  if (resolution.startsWith('github:')) return { key: `github:${tag}`, root: tag }
  if (/^git[+:@]/.test(resolution)) return { key: `git:${tag}`, root: '.' }
  const isTarball = /^https?:|\.tgz$|\.tar\.gz$/.test(resolution)
  return { key: isTarball ? `tarball:${resolution}` : id, root: 'package', isTarball, isLocal: isTarball && !/^https?:/.test(resolution) }
}

function filesOf (name, version, { optionalPeers, bundled, binDir, ...rest }) {
  const bins = typeof rest.bin === 'string' ? [rest.bin] : Object.values(rest.bin ?? {})
  const manifest = {
    name,
    version,
    ...rest,
    ...binDir && { directories: { bin: binDir } },
    ...optionalPeers && { peerDependenciesMeta: Object.fromEntries(optionalPeers.map((peer) => [peer, { optional: true }])) }
  }
  const files = new Map([['package.json', JSON.stringify(manifest)]])
  for (const bin of binDir ? [...bins, `${binDir}/a-bin`] : bins) {
    const file = path.posix.normalize(bin)
    if (!file.startsWith('..') && file !== '.') files.set(file, '#!/usr/bin/env node\n')
  }
  return files
}

const packed = (root, files) => gzip(tar([...files].flatMap(([file, body]) => {
  const name = `${root}/${file}`
  return name.length < 100 ? [entry({ name, body })] : [pax({ path: name }), entry({ name: 'long', body })]
})))

function write (file, body) {
  mkdirSync(path.dirname(file), { recursive: true })
  writeFileSync(file, body)
}

const project = path.join(dir, 'project')
cpSync(from, project, { recursive: true, dereference: true })
const lock = json(readFileSync(path.join(from, 'bun.lock'), 'utf8'))
const made = new Map() // keys to [integrity, path]
for (const element of Object.values(lock.packages ?? {})) {
  const [, name, resolution] = /^(@?[^@]+)@(.*)$/.exec(element[0]) ?? []
  if (!name || /^(workspace|file|link|root):/.test(resolution)) continue
  const isNpm = typeof element[1] === 'string'
  const { key, root, isTarball, isLocal } = sourceOf(element[0], resolution, element[2])
  if (!made.has(key)) {
    const files = filesOf(name, isNpm ? resolution : '1.0.0', (isNpm ? element[2] : element[1]) ?? {})
    const at = path.resolve(dir, 'packages', createHash('sha1').update(key).digest('hex'))
    if (root === '.') for (const [file, body] of files) write(path.join(at, file), body)
    const body = packed(root, files)
    if (root !== '.') write(`${at}.tgz`, body)
    if (isLocal) write(path.join(project, resolution), body)
    made.set(key, [`sha512-${createHash('sha512').update(body).digest('base64')}`, root === '.' ? at : `${at}.tgz`, isNpm || (isTarball && isIntegrity(element.at(-1)))])
  }
  if (isIntegrity(element.at(-1))) element[element.length - 1] = made.get(key)[0]
}
delete lock.patchedDependencies
const manifest = json(readFileSync(path.join(project, 'package.json'), 'utf8'))
delete manifest.patchedDependencies
writeFileSync(path.join(project, 'package.json'), JSON.stringify(manifest, null, 2))
writeFileSync(path.join(project, 'bun.lock'), JSON.stringify(lock, null, 2))
writeFileSync(path.join(dir, 'list'), [...made].map(([key, [, file]]) => `${key}\t${file}\n`).join(''))
writeFileSync(path.join(dir, 'cache.list'), [...made].map(([key, [sri, file, checked]]) => `${key}\t${checked ? sri : ''}\t${file}\n`).join(''))
