// Compares the node_modules folders of two copies of a project: every path, kind, link target, mode and byte.
//
// usage: node tree-compare.mjs [--ignore PATTERN]... [--bun VERSION] [--bin-scripts] [--max N] REAL OURS
//
// REAL and OURS have the shape of the project; what is outside of node_modules is not looked at. PATTERN, a regular
// expression, is what is not compared, by its path. Prints at most N differences (default 20), then how many paths
// there were, and exits 1 if one differs.
//
// --bin-scripts: two scripts in .bin are the same whatever is in them: pnpm's hold absolute paths.
//
// --bun VERSION, such as 1.3: REAL is bun's, of which these are known:
// - Where two packages of .bun depend on each other, it may lack one's bins in the other's .bin: bun 1.2 to 1.4 link what
//   happens to be unpacked by then, and two runs of it differ there.
// - bun 1.2 has in .bun/node_modules the version that it happens to link last, bun 1.3 of those that have aliases; two runs
//   of it differ there.
// - bun 1.2 and 1.3 clear the umask at some time, so of their modes only the x bits say something. And cache-entry-creator,
//   which made their cache, writes bun 1.4's .bun-tag for tarballs.
// - bun 1.2 makes an empty line of the CR in a bin's first line.
import { closeSync, existsSync, lstatSync, openSync, readdirSync, readFileSync, readlinkSync, readSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'

const { values, positionals: [real, ours] } = parseArgs({
  allowPositionals: true,
  options: { ignore: { type: 'string', multiple: true, default: [] }, bun: { type: 'string' }, 'bin-scripts': { type: 'boolean' }, max: { type: 'string', default: '20' } }
})
if (!ours) {
  console.error('usage: tree-compare.mjs [--ignore PATTERN]... [--bun VERSION] [--bin-scripts] [--max N] REAL OURS')
  process.exit(2)
}
const oldBun = ['1.2', '1.3'].includes(values.bun)
const ignored = values.ignore.map((pattern) => new RegExp(pattern))

const kind = (stat) => stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : stat.isSymbolicLink() ? 'link' : 'other'
const mode = (stat) => oldBun ? stat.mode & 0o111 ? 'executable' : 'not executable' : (stat.mode & 0o7777).toString(8)

// All that is in node_modules folders below ROOT: path to stat.
function walk (root) {
  const found = new Map()
  const visit = (folder, inside) => {
    for (const entry of readdirSync(path.join(root, folder), { withFileTypes: true })) {
      const name = folder ? `${folder}/${entry.name}` : entry.name
      const within = inside || entry.name === 'node_modules'
      if ((!within && !entry.isDirectory()) || ignored.some((pattern) => pattern.test(name))) continue
      if (within) found.set(name, lstatSync(path.join(root, name)))
      if (entry.isDirectory()) visit(name, within)
    }
  }
  visit('', false)
  return found
}

const buffers = [Buffer.alloc(1 << 18), Buffer.alloc(1 << 18)]
function sameBytes (left, right) {
  const files = [left, right].map((file) => openSync(file))
  try {
    for (;;) {
      const [a, b] = files.map((fd, i) => buffers[i].subarray(0, readSync(fd, buffers[i])))
      if (!a.equals(b)) return false
      if (a.length === 0) return true
    }
  } finally {
    files.forEach((fd) => closeSync(fd))
  }
}

// The folders of .bun that the links of the folder ENTRY lead to.
function dependencies (entry) {
  const folder = path.join(ours, entry, 'node_modules')
  const names = readdirSync(folder).flatMap((name) => name.startsWith('@') ? readdirSync(path.join(folder, name)).map((inner) => `${name}/${inner}`) : [name])
  return names.filter((name) => lstatSync(path.join(folder, name)).isSymbolicLink())
    .map((name) => path.join(entry, 'node_modules', path.dirname(name), readlinkSync(path.join(folder, name))))
    .flatMap((target) => /^.*?\/\.bun\/[^/]+/.exec(target)?.[0] ?? [])
}

// True when the folder FROM of .bun leads to TO.
function leadsTo (from, to) {
  const seen = new Set([from])
  for (const entry of seen) {
    for (const dependency of dependencies(entry)) {
      if (dependency === to) return true
      seen.add(dependency)
    }
  }
  return false
}

// NAME, which ours has alone, is a bin of a package that depends on the package whose .bin it is in, or such a .bin.
function isBinOfCycle (name) {
  const [, entry, bin] = /^(.*\/\.bun\/[^/]+)\/node_modules\/\.bin(?:\/(.*))?$/.exec(name) ?? []
  if (!entry || !values.bun) return false
  if (bin === undefined) return readdirSync(path.join(ours, name)).every((inner) => isBinOfCycle(`${name}/${inner}`))
  const [, owner] = /^\.\.\/((?:@[^/]+\/)?[^/]+)/.exec(readlinkSync(path.join(ours, name))) ?? []
  const link = owner && path.join(ours, entry, 'node_modules', owner)
  if (!link || !existsSync(link) || !lstatSync(link).isSymbolicLink()) return false
  const target = path.join(entry, 'node_modules', path.dirname(owner), readlinkSync(link))
  return leadsTo(/^.*?\/\.bun\/[^/]+/.exec(target)[0], entry)
}

// Both are the same but for the empty line that bun 1.2 leaves.
function hasEmptyLine (theirs, mine) {
  return values.bun === '1.2' && readFileSync(theirs, 'latin1').replace('\n\n', '\n') === readFileSync(mine, 'latin1')
}

let undecided = 0 // paths that bun has only sometimes
function difference (name, theirs, mine) {
  if (!theirs && isBinOfCycle(name)) {
    undecided++
    return
  }
  if (!theirs) return 'only ours has it'
  if (!mine) return 'missing'
  if (kind(theirs) !== kind(mine)) return `is a ${kind(mine)}, should be a ${kind(theirs)}`
  const paths = [real, ours].map((root) => path.join(root, name))
  if (theirs.isSymbolicLink()) {
    const [should, is] = paths.map((link) => readlinkSync(link))
    if (should !== is && oldBun && name.includes('/.bun/node_modules/')) {
      undecided++
      return
    }
    return should === is ? undefined : `leads to ${is}, should to ${should}`
  }
  const scripts = values['bin-scripts'] && theirs.isFile() && /\/\.bin\/[^/]+$/.test(name) && paths.every((file) => readFileSync(file, 'latin1').startsWith('#!/bin/sh\n'))
  if (theirs.isFile() && !scripts && (theirs.size !== mine.size || !sameBytes(...paths)) && !hasEmptyLine(...paths)) return 'other bytes'
  return mode(theirs) === mode(mine) ? undefined : `mode is ${mode(mine)}, should be ${mode(theirs)}`
}

const [theirs, mine] = [real, ours].map(walk)
const names = [...new Set([...theirs.keys(), ...mine.keys()])].sort()
let differing = 0
let last
for (const name of names) {
  // What is in a folder that one of them lacks goes without saying.
  if (last && name.startsWith(last)) continue
  if (oldBun && name.endsWith('/.bun-tag') && !mine.has(name)) continue
  const what = difference(name, theirs.get(name), mine.get(name))
  if (!theirs.get(name) || !mine.get(name)) last = `${name}/`
  if (!what) continue
  differing++
  if (differing <= Number(values.max)) console.log(`${name}: ${what}`)
}
console.log(`${names.length} paths, ${differing} differing${undecided ? `, ${undecided} that bun has only sometimes` : ''}`)
process.exit(differing ? 1 : 0)
