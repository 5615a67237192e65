// Compares the node_modules folders of two copies of a project: every path, kind, link target, mode and byte.
//
// usage: node tree-compare.mjs [--ignore PATTERN]... [--x-bits] [--max N] REAL OURS
//
// REAL and OURS have the shape of the project; what is outside of node_modules is not looked at. PATTERN, a regular
// expression, is what is not compared, by its path. --x-bits: of a mode, only whether it is executable. Prints at most
// N differences (default 20), then how many paths there were, and exits 1 if one differs.
import { closeSync, lstatSync, openSync, readdirSync, readlinkSync, readSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'

const { values, positionals: [real, ours] } = parseArgs({
  allowPositionals: true,
  options: { ignore: { type: 'string', multiple: true, default: [] }, 'x-bits': { type: 'boolean' }, max: { type: 'string', default: '20' } }
})
if (!ours) {
  console.error('usage: tree-compare.mjs [--ignore PATTERN]... [--x-bits] [--max N] REAL OURS')
  process.exit(2)
}
const ignored = values.ignore.map((pattern) => new RegExp(pattern))

const kind = (stat) => stat.isFile() ? 'file' : stat.isDirectory() ? 'folder' : stat.isSymbolicLink() ? 'link' : 'other'
const mode = (stat) => values['x-bits'] ? stat.mode & 0o111 ? 'executable' : 'not executable' : (stat.mode & 0o7777).toString(8)

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

function difference (name, theirs, mine) {
  if (!theirs) return 'only ours has it'
  if (!mine) return 'missing'
  if (kind(theirs) !== kind(mine)) return `is a ${kind(mine)}, should be a ${kind(theirs)}`
  const paths = [real, ours].map((root) => path.join(root, name))
  if (theirs.isSymbolicLink()) {
    const [should, is] = paths.map((link) => readlinkSync(link))
    return should === is ? undefined : `leads to ${is}, should to ${should}`
  }
  if (theirs.isFile() && (theirs.size !== mine.size || !sameBytes(...paths))) return 'other bytes'
  return mode(theirs) === mode(mine) ? undefined : `mode is ${mode(mine)}, should be ${mode(theirs)}`
}

const [theirs, mine] = [real, ours].map(walk)
const names = [...new Set([...theirs.keys(), ...mine.keys()])].sort()
let differing = 0
let last
for (const name of names) {
  // What is in a folder that one of them lacks goes without saying.
  if (last && name.startsWith(last)) continue
  const what = difference(name, theirs.get(name), mine.get(name))
  if (!what) continue
  differing++
  if (differing <= Number(values.max)) console.log(`${name}: ${what}`)
  if (!theirs.get(name) || !mine.get(name)) last = `${name}/`
}
console.log(`${names.length} paths, ${differing} differing`)
process.exit(differing ? 1 : 0)
