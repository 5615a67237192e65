// Compares a cache that cache-entry-creator wrote with the one that a real bun wrote for the same packages: the
// packages' names, and the paths, bytes and x bits in each.
//
// usage: node bun-compare.mjs REAL OURS
//
// OURS has bun 1.4's names, and symlinks beside them for what 1.2 and 1.3 call differently. Prints a line for each difference and
// exits 1 if there is one; else prints what it compared.
import { readdirSync, readFileSync, realpathSync, statSync } from 'node:fs'
import path from 'node:path'

const [real, ours] = process.argv.slice(2)
if (!ours) {
  console.error('usage: bun-compare.mjs REAL OURS')
  process.exit(2)
}

let differences = 0
function report (subject, what) {
  differences++
  console.log(`${subject}: ${what}`)
}

const isPackage = (name) => /@@@1$|^@G@/.test(name)

// The packages of a cache by name. What bun keeps beside them is left out: manifests, clones, and for each name a
// folder of symlinks to its versions.
function packages (cache) {
  const found = new Map()
  for (const name of readdirSync(cache)) {
    const below = isPackage(name) ? [name] : name.startsWith('@') ? readdirSync(path.join(cache, name)).map((entry) => `${name}/${entry}`) : []
    for (const entry of below.filter(isPackage)) found.set(entry, realpathSync(path.join(cache, entry)))
  }
  return found
}

// A tarball's .bun-tag is new in 1.4.
const isNew = (name, file) => name.startsWith('@T@') && file === '.bun-tag'

// Not all names are UTF-8, so a character stands for a byte.
const bytes = (name) => Buffer.from(name, 'latin1')

function files (folder, below = '', found = new Set()) {
  for (const entry of readdirSync(bytes(path.join(folder, below)), { encoding: 'latin1', withFileTypes: true })) {
    const name = path.join(below, entry.name)
    if (entry.isDirectory()) files(folder, name, found)
    else if (entry.isFile()) found.add(name)
    else report(path.join(folder, name), 'is neither file nor folder')
  }
  return found
}

function comparePackage (name, theirs, mine) {
  const [expected, found] = [files(theirs), files(mine)]
  for (const file of expected) if (!found.has(file)) report(`${name}/${file}`, 'missing')
  for (const file of found) if (!expected.has(file) && !isNew(name, file)) report(`${name}/${file}`, 'bun does not have it')
  for (const file of expected) {
    if (!found.has(file)) continue
    const [a, b] = [theirs, mine].map((folder) => bytes(path.join(folder, file)))
    if (!readFileSync(a).equals(readFileSync(b))) report(`${name}/${file}`, 'other bytes')
    const [x, y] = [a, b].map((it) => (statSync(it).mode & 0o111) !== 0)
    if (x !== y) report(`${name}/${file}`, `${y ? 'is' : 'is not'} executable`)
  }
  return expected.size
}

const [theirs, mine] = [packages(real), packages(ours)]
const named = new Set()
let count = 0
for (const [name, folder] of theirs) {
  if (!mine.has(name)) report(name, 'missing')
  else count += comparePackage(name, folder, mine.get(name))
  named.add(mine.get(name))
}
for (const [name, folder] of mine) if (!named.has(folder)) report(name, 'bun does not have it, nor under another name')
console.log(`${theirs.size} packages, ${count} files, ${differences} differences`)
process.exitCode = differences ? 1 : 0
