// Has the npm client fetch the packages of a corpus that are not in DEST yet, and checks every one.
//
// usage: node download.mjs CORPUS DEST
//
// Writes DEST/*.tgz and DEST/list: ID<TAB>SRI<TAB>PATH.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

const PER_CALL = 20 // packages that one npm process fetches
const CALLS = 4 // at a time

const [corpus, out] = process.argv.slice(2)
if (!out) {
  console.error('usage: download.mjs CORPUS DEST')
  process.exit(2)
}
const dest = path.resolve(out)

const packages = readFileSync(corpus, 'utf8').split('\n').filter((line) => line && !line.startsWith('#')).map((line) => {
  const [id, integrity] = line.split('\t')
  const [, scope = '', name, version] = /^(?:@([^/]+)\/)?([^@]+)@(.+)$/.exec(id)
  // The name that `npm pack` gives.
  return { id, integrity, file: path.join(dest, `${scope && `${scope}-`}${name}-${version}.tgz`) }
})

async function fetchPackages (wanted) {
  await promisify(execFile)('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', dest, ...wanted.map(({ id }) => id)],
    { cwd: dest, maxBuffer: 1 << 26 })
}

function check ({ id, integrity, file }) {
  const algorithm = integrity.slice(0, integrity.indexOf('-'))
  const found = `${algorithm}-${createHash(algorithm).update(readFileSync(file)).digest('base64')}`
  if (found !== integrity) throw new Error(`${id}: the registry gave ${found}, the corpus says ${integrity}`)
}

mkdirSync(dest, { recursive: true })
const missing = packages.filter(({ file }) => !existsSync(file))
const chunks = []
while (missing.length) chunks.push(missing.splice(0, PER_CALL))
await Promise.all(Array.from({ length: CALLS }, async () => {
  while (chunks.length) await fetchPackages(chunks.pop())
}))
packages.forEach(check)
writeFileSync(path.join(dest, 'list'), packages.map(({ id, integrity, file }) => `${id}\t${integrity}\t${file}\n`).join(''))
