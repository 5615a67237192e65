// The peer of the cafs-add benches: what pnpm 11's worker does with a tarball, through pnpm's own packages.
//
// usage: node cafs-add-peer.mjs STORE LIST      LIST as for cafs-add --list
import { hash } from 'node:crypto'
import { mkdirSync, readFileSync } from 'node:fs'
import { createRequire } from 'node:module'
import path from 'node:path'
import { pathToFileURL } from 'node:url'

const require = createRequire(new URL('../../build/peers/', import.meta.url))
const load = (name) => import(pathToFileURL(require.resolve(name)))
const { createCafs, normalizeBundledManifest } = await load('@pnpm/store.cafs')
const { packForStorage, StoreIndex, storeIndexKey } = await load('@pnpm/store.index')

const [out, list] = process.argv.slice(2)
const store = path.join(out, 'v11')

function initStore () {
  for (let i = 0; i < 256; i++) mkdirSync(path.join(store, 'files', i.toString(16).padStart(2, '0')), { recursive: true })
}

function requiresBuild (manifest, files) {
  const { preinstall, install, postinstall } = manifest?.scripts ?? {}
  return Boolean(preinstall || install || postinstall) || files.has('binding.gyp') || [...files.keys()].some((name) => /^\.hooks[\\/]/.test(name))
}

initStore()
const cafs = createCafs(store)
const index = new StoreIndex(store)
for (const line of readFileSync(list, 'utf8').split('\n').filter(Boolean)) {
  const [id, integrity, tarball] = line.split('\t')
  const buffer = readFileSync(tarball)
  const algorithm = integrity.slice(0, integrity.indexOf('-'))
  if (hash(algorithm, buffer, 'base64') !== integrity.slice(algorithm.length + 1)) throw new Error(`${id}: not what its integrity says`)
  const { filesIndex, manifest } = cafs.addFilesFromTarball(buffer, true)
  const files = new Map([...filesIndex].map(([name, { checkedAt, digest, mode, size }]) => [name, { checkedAt, digest, mode, size }]))
  const bundled = manifest && normalizeBundledManifest(manifest)
  const entry = packForStorage({ requiresBuild: requiresBuild(bundled, files), manifest: bundled, algo: 'sha512', files })
  index.queueWrites([{ key: storeIndexKey(integrity, id), buffer: entry }])
}
index.flush()
index.close()
