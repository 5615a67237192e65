// Compares the manifests that cache-entry-creator wrote for a lockfile with those that bun itself had from the registry.
//
// usage: node manifest-compare.mjs REAL OURS
//
// Every version that OURS has must be in REAL and say the same there. Prints a line for each difference and exits 1 if there
// is one; else prints what it compared.
import assert from 'node:assert'
import { existsSync, readdirSync } from 'node:fs'
import path from 'node:path'
import { readManifest } from './manifest.mjs'

const [realFolder, ourFolder] = process.argv.slice(2)
let differences = 0
let versions = 0

// A bun.lock leaves out a peer that is a dependency too (ajv-formats); libc is in it since bun 1.4.
function comparable (real, ours, format) {
  const left = structuredClone(real)
  for (const peer of Object.keys(left.peerDependencies)) {
    if (peer in left.dependencies) {
      delete left.peerDependencies[peer]
      left.optionalPeers = left.optionalPeers.filter((name) => name !== peer)
    }
  }
  if (format < 8) left.libc = ours.libc
  return left
}

function same (subject, real, ours) {
  try {
    assert.deepStrictEqual(ours, real)
  } catch {
    differences++
    console.log(`${subject}: ${JSON.stringify(ours)} is not ${JSON.stringify(real)}`)
  }
}

const sorted = (all, some) => all.filter((version) => some.includes(version))

for (const file of readdirSync(ourFolder)) {
  const ours = readManifest(path.join(ourFolder, file))
  if (!existsSync(path.join(realFolder, file))) {
    differences++
    console.log(`${ours.name}: bun has no ${file}`)
    continue
  }
  const real = readManifest(path.join(realFolder, file))
  for (const field of ['format', 'registry', 'name', 'counts', 'rest']) same(`${ours.name}: ${field}`, real[field], ours[field])
  for (const kind of ['releases', 'prereleases']) same(`${ours.name}: ${kind}`, sorted(real[kind], ours[kind]), ours[kind])
  for (const [version, record] of Object.entries(ours.versions)) {
    versions++
    const expected = real.versions[version] && comparable(real.versions[version], record, ours.format)
    for (const field of Object.keys(record)) same(`${ours.name}@${version}: ${field}`, expected?.[field], record[field])
  }
  for (const text of Object.keys(ours.hashes)) {
    if (text in real.hashes) same(`${ours.name}: hash of '${text}'`, real.hashes[text], ours.hashes[text])
  }
}
if (differences > 0) process.exit(1)
console.log(`${readdirSync(ourFolder).length} manifests, ${versions} versions`)
