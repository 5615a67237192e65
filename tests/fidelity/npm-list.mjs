// Prints the list for node-modules of a package-lock.json: where npm's cache has the tarball of each place.
//
// usage: node npm-list.mjs LOCKFILE CACHE
import { createHash } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import path from 'node:path'

const [lockfile, cache] = process.argv.slice(2)
if (!cache) {
  console.error('usage: npm-list.mjs LOCKFILE CACHE')
  process.exit(2)
}

// The file that cacache keeps under INTEGRITY.
function cached (integrity) {
  for (const [, algorithm, hash] of integrity.matchAll(/(sha512|sha1)-([A-Za-z0-9+/=]+)/g)) {
    const hex = Buffer.from(hash, 'base64').toString('hex')
    const file = path.join(cache, '_cacache/content-v2', algorithm, hex.slice(0, 2), hex.slice(2, 4), hex.slice(4))
    if (existsSync(file)) return file
  }
}

// The integrity that cacache's index has for the package NAME, whose entry in the lockfile does not say where it is from.
function fetched (name, version) {
  const key = `make-fetch-happen:request-cache:https://registry.npmjs.org/${name}/-/${name.replace(/.*\//, '')}-${version}.tgz`
  const hash = createHash('sha256').update(key).digest('hex')
  const bucket = path.join(cache, '_cacache/index-v5', hash.slice(0, 2), hash.slice(2, 4), hash.slice(4))
  return existsSync(bucket) ? readFileSync(bucket, 'utf8').split('\n').filter(Boolean).map((line) => JSON.parse(line.split('\t')[1])).find((entry) => entry.key === key)?.integrity : undefined
}

for (const [place, { name = place.replace(/^.*node_modules\//, ''), version, integrity, link }] of Object.entries(JSON.parse(readFileSync(lockfile)).packages ?? {})) {
  const found = place && fetched(name, version)
  const file = !link && (integrity && cached(integrity) || found && cached(found))
  if (file) console.log(`${place}\t${file}`)
}
