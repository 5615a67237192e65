// Compares a store that cafs-add wrote with one that a real pnpm wrote for the same packages: every field of
// every index entry but checkedAt, the order of fields and files too, and the names, bytes and x bits in files/.
//
// usage: node compare.mjs --pnpm 9|10|11|12 --real STORE --ours STORE --list LIST
//
// STORE holds v3, v10 or v11. Prints a line for each difference and exits 1 if there is one; else prints what it
// compared, and how often each rule of known.mjs was needed.
import { readFileSync, statSync } from 'node:fs'
import path from 'node:path'
import { parseArgs } from 'node:util'
import { withoutKnownDifferences } from './known.mjs'
import { contents, keyOf, LAYOUT, readIndex } from './stores.mjs'

const { values: options } = parseArgs({ options: { pnpm: { type: 'string' }, real: { type: 'string' }, ours: { type: 'string' }, list: { type: 'string' } } })
const layout = LAYOUT[options.pnpm]
if (!layout || !options.real || !options.ours || !options.list) {
  console.error('usage: compare.mjs --pnpm 9|10|11|12 --real STORE --ours STORE --list LIST')
  process.exit(2)
}
const realStore = path.join(options.real, layout)
const oursStore = path.join(options.ours, layout)

let differences = 0
const rulesUsed = new Map()

function report (subject, what) {
  differences++
  console.log(`${subject}: ${what}`)
}

// Objects and Maps as lists of pairs, so that order counts; the rest as it is.
const pairs = (value) => value instanceof Map ? [...value] : Object.entries(value)
const isTree = (value) => value !== null && typeof value === 'object'
const kind = (value) => value === null ? 'null' : Array.isArray(value) ? 'list' : value instanceof Map ? 'map' : typeof value
const shown = (value) => typeof value === 'bigint' ? `BigInt ${value}` : isTree(value) ? kind(value) : value === undefined ? 'nothing' : JSON.stringify(value) ?? String(value)

function compareTrees (subject, real, ours) {
  if (kind(real) !== kind(ours)) return report(subject, `is ${shown(ours)}, pnpm has ${shown(real)}`)
  if (!isTree(real)) {
    if (!Object.is(real, ours)) report(subject, `is ${shown(ours)}, pnpm has ${shown(real)}`)
    return
  }
  const theirs = new Map(pairs(real).filter(([key]) => key !== 'checkedAt'))
  const mine = new Map(pairs(ours).filter(([key]) => key !== 'checkedAt'))
  for (const key of theirs.keys()) if (!mine.has(key)) report(subject, `lacks ${shown(key)}`)
  for (const key of mine.keys()) if (!theirs.has(key)) report(subject, `has ${shown(key)}, pnpm has not`)
  for (const [key, value] of theirs) if (mine.has(key)) compareTrees(`${subject} ${shown(key)}`, value, mine.get(key))
  const common = (keys, other) => [...keys].filter((key) => other.has(key)).join('\n')
  if (common(theirs.keys(), mine) !== common(mine.keys(), theirs)) report(subject, 'has its fields in another order')
}

// JSON text compares what parsing forgets: number forms, escapes, white space, the end of the file.
const withoutTimes = (text) => text.replace(/"checkedAt":\d+,/g, '')

function compareEntries (packages) {
  const real = readIndex(layout, realStore)
  const ours = readIndex(layout, oursStore)
  const expected = new Set()
  for (const { id, integrity, tarball } of packages) {
    const key = keyOf(layout, id, integrity)
    expected.add(key)
    const theirs = real.entries.get(key)
    const mine = ours.entries.get(key)
    if (!theirs) report(id, `pnpm wrote no entry ${shown(key)}`)
    if (!mine) report(id, `no entry ${shown(key)}`)
    if (!theirs || !mine) continue
    const before = differences
    const [left, right] = withoutKnownDifferences({
      pnpm: options.pnpm,
      id,
      key,
      tarball,
      real: { entry: theirs.value, aliases: real.aliases },
      ours: { entry: mine.value, aliases: ours.aliases },
      note: { rule: (name) => rulesUsed.set(name, (rulesUsed.get(name) ?? 0) + 1), wrong: (what) => report(id, what) }
    })
    compareTrees(id, left, right)
    if (theirs.text && differences === before && withoutTimes(theirs.text) !== withoutTimes(mine.text)) report(id, 'the JSON text differs')
  }
  for (const [key, target] of ours.aliases) if (!expected.has(target)) report(shown(key), `an alias that leads to ${shown(target)}`)
  for (const key of ours.entries.keys()) if (!expected.has(key)) report(shown(key), 'nobody asked for this entry')
  for (const key of real.entries.keys()) if (!expected.has(key)) report(shown(key), 'pnpm wrote an entry that is not in the list')
  return ours
}

// What files/ must hold is what the real store holds, less what only rules of known.mjs explain.
function compareContents (ours) {
  const referenced = new Set()
  const name = ({ digest, integrity, mode }) => {
    const hash = digest ?? Buffer.from(integrity.slice('sha512-'.length), 'base64').toString('hex')
    return `${hash.slice(0, 2)}/${hash.slice(2)}${mode & 0o111 ? '-exec' : ''}`
  }
  for (const { value } of ours.entries.values()) for (const [, file] of pairs(value.files)) referenced.add(name(file))
  const theirs = contents(layout, realStore)
  const mine = contents(layout, oursStore)
  if (options.pnpm !== '12') {
    for (const file of theirs) if (!mine.has(file)) report(`files/${file}`, 'missing')
    for (const file of mine) if (!theirs.has(file)) report(`files/${file}`, 'pnpm does not have it')
  }
  for (const file of referenced) if (!mine.has(file)) report(`files/${file}`, 'in the index, but not there')
  for (const file of mine) if (!referenced.has(file)) report(`files/${file}`, 'not in the index')
  for (const file of mine) {
    if (!theirs.has(file)) continue
    const [a, b] = [realStore, oursStore].map((store) => path.join(store, 'files', file))
    if (!readFileSync(a).equals(readFileSync(b))) report(`files/${file}`, 'other bytes')
    const [x, y] = [a, b].map((found) => (statSync(found).mode & 0o111) !== 0)
    if (x !== y) report(`files/${file}`, `${y ? 'is' : 'is not'} executable`)
  }
  return mine.size
}

const packages = readFileSync(options.list, 'utf8').split('\n').filter(Boolean).map((line) => {
  const [id, integrity, tarball] = line.split('\t')
  return { id, integrity, tarball }
})
const files = compareContents(compareEntries(packages))
for (const [rule, count] of rulesUsed) console.log(`rule ${rule}: ${count}`)
console.log(`pnpm ${options.pnpm}: ${packages.length} packages, ${files} files, ${differences} differences`)
process.exitCode = differences ? 1 : 0
