// Reads pnpm stores of all three layouts: index entries under their keys, and the tree of file contents.
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'

const require = createRequire(new URL('../../build/peers/', import.meta.url))

export const LAYOUT = { 9: 'v3', 10: 'v10', 11: 'v11', 12: 'v11' }

function * walk (root, below = '') {
  const dir = path.join(root, below)
  if (!existsSync(dir)) return
  for (const found of readdirSync(dir, { withFileTypes: true })) {
    const name = path.join(below, found.name)
    if (found.isDirectory()) yield * walk(root, name)
    else yield name
  }
}

const hex = (integrity) => Buffer.from(integrity.slice(integrity.indexOf('-') + 1), 'base64').toString('hex')

// Where pnpm of that layout keeps the entry of package ID with that integrity.
const KEYS = {
  v3: (id, integrity) => path.join('files', hex(integrity).slice(0, 2), `${hex(integrity).slice(2)}-index.json`),
  v10: (id, integrity) => path.join('index', hex(integrity).slice(0, 2), `${hex(integrity).slice(2, 64)}-${id.replaceAll('/', '+')}.json`),
  v11: (id, integrity) => `${integrity}\t${id}`
}
export const keyOf = (layout, id, integrity) => KEYS[layout](id, integrity)

const isIndex = { v3: (name) => name.startsWith('files/') && name.endsWith('-index.json'), v10: (name) => name.startsWith('index/') }

function readRows (store) {
  const { DatabaseSync } = require('node:sqlite')
  const { Packr } = require('msgpackr')
  const packr = new Packr({ useRecords: true, moreTypes: true }) // as pnpm 11 reads
  const db = new DatabaseSync(path.join(store, 'index.db'), { readOnly: true })
  const entries = new Map(db.prepare('SELECT key, data FROM package_index').all().map(({ key, data }) => [key, { value: packr.unpack(data) }]))
  const hasAliases = db.prepare("SELECT 1 FROM sqlite_master WHERE name = 'package_index_alias'").get() != null
  const aliases = new Map(hasAliases ? db.prepare('SELECT key, target FROM package_index_alias').all().map(({ key, target }) => [key, target]) : [])
  db.close()
  return { entries, aliases }
}

function readJsonFiles (layout, store) {
  const entries = new Map()
  for (const name of walk(store)) {
    if (!isIndex[layout](name)) continue
    const text = readFileSync(path.join(store, name), 'utf8')
    entries.set(name, { value: JSON.parse(text), text })
  }
  return { entries, aliases: new Map() }
}

// All index entries: { entries: key -> { value, text (of JSON) }, aliases: key -> target }.
export const readIndex = (layout, store) => layout === 'v11' ? readRows(store) : readJsonFiles(layout, store)

// Names below files/ of all contents, index entries left out.
export const contents = (layout, store) => new Set([...walk(path.join(store, 'files'))].filter((name) => !isIndex[layout]?.(path.join('files', name))))
