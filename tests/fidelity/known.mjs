// Where pnpm 11 and pnpm 12 write different entries for the same tarball. They share one layout and read each
// other's rows, and fragstore writes what pnpm 11 writes plus pnpm 12's tarIntegrity. Each rule below names one
// difference, checks that it is exactly that, and takes it out of pnpm 12's entry; nothing else is forgiven.
import { createHash } from 'node:crypto'
import { readFileSync } from 'node:fs'
import { gunzipSync, inflateRawSync } from 'node:zlib'
import { readTar } from './tar.mjs'

const BY_BYTES = (a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b))
const inOrder = (object, keys) => Object.fromEntries(keys.filter((key) => key in object).map((key) => [key, object[key]]))
const sameList = (a, b) => a.length === b.length && a.every((item, i) => item === b[i])

// pnpm 12 keeps the hash of the unpacked tar, as a field and as a second key of the row, unless something stands
// behind the first gzip member. pnpm 11 never does.
function tarIntegrity (gzipped) {
  if (!isOneMember(gzipped)) return undefined
  return `sha512-${createHash('sha512').update(gunzipSync(gzipped)).digest('base64')}`
}

function isOneMember (gzipped) {
  const [EXTRA, NAME, COMMENT, CRC] = [4, 8, 16, 2]
  const flags = gzipped[3]
  let at = 10
  if (flags & EXTRA) at += 2 + gzipped.readUInt16LE(at)
  for (const text of [NAME, COMMENT]) if (flags & text) at = gzipped.indexOf(0, at) + 1
  if (flags & CRC) at += 2
  const { engine } = inflateRawSync(gzipped.subarray(at), { info: true })
  const checksumAndSize = 8
  return at + engine.bytesWritten + checksumAndSize === gzipped.length
}

function takeTarIntegrity (entry, { id, key, aliases, expected, note }) {
  const { tarIntegrity: found, ...rest } = entry
  if (found !== expected) note.wrong(`tarIntegrity is ${found}, the tar's hash is ${expected}`)
  if (expected && aliases.get(`${expected}\t${id}`) !== key) note.wrong(`the alias ${expected} leads to ${aliases.get(`${expected}\t${id}`)}`)
  return rest
}

const RULES = {
  // A Rust BTreeMap against a JS Map.
  'files are sorted' ({ entry, ours }) {
    const names = [...entry.files.keys()]
    if (!sameList(names, [...names].sort(BY_BYTES))) return entry
    const order = [...ours.files.keys()]
    const place = (name) => { const i = order.indexOf(name); return i < 0 ? order.length : i }
    return { ...entry, files: new Map([...entry.files].sort(([a], [b]) => place(a) - place(b))) }
  },
  'fields stand in another order' ({ entry }) {
    if (!sameList(Object.keys(entry), ['algo', 'requiresBuild', 'manifest', 'files'].filter((key) => key in entry))) return entry
    const files = new Map([...entry.files].map(([name, file]) => [name, inOrder(file, ['checkedAt', 'digest', 'mode', 'size'])]))
    return { ...inOrder(entry, ['requiresBuild', 'manifest', 'algo']), files }
  },
  // pnpm 11 writes the field with the value undefined.
  'no manifest, no field' ({ entry, ours }) {
    if ('manifest' in entry || ours.manifest !== undefined) return entry
    return { requiresBuild: entry.requiresBuild, manifest: undefined, algo: entry.algo, files: entry.files }
  },
  'backslashes in names become slashes' ({ entry, ours }) {
    const before = new Map([...ours.files.keys()].filter((name) => name.includes('\\')).map((name) => [name.replaceAll('\\', '/'), name]))
    if (before.size === 0) return entry
    return { ...entry, files: new Map([...entry.files].map(([name, file]) => [before.get(name) ?? name, file])) }
  },
  // pnpm 9 to 11 store a hard link's own body, which is empty.
  'hard links are left out' ({ entry, ours, tarball }) {
    const linked = new Set(tarball().filter(({ type }) => type === '1').map(({ name }) => name.slice(name.indexOf('/') + 1)))
    if (linked.size === 0) return entry
    const files = [...ours.files].filter(([name]) => linked.has(name) || entry.files.has(name))
    return { ...entry, files: new Map(files.map(([name, file]) => [name, linked.has(name) ? file : entry.files.get(name)])) }
  },
  // serde refuses what JSON.parse takes after lossy decoding.
  'package.json that is not UTF-8 gives no manifest' ({ entry, ours, packageJson }) {
    if (entry.manifest !== undefined || ours.manifest === undefined || Buffer.from(packageJson().toString()).equals(packageJson())) return entry
    return { requiresBuild: entry.requiresBuild, manifest: ours.manifest, algo: entry.algo, files: entry.files }
  },
  // pnpm 11 writes semver.clean(version), and 0.0.0 where there is none but other fields are.
  'the version is not cleaned' ({ entry, ours, packageJson }) {
    if (entry.manifest?.version === ours.manifest?.version) return entry
    const { version } = JSON.parse(packageJson().toString().replace(/^\ufeff/, ''))
    if (entry.manifest?.version !== (version ?? undefined)) return entry
    if (ours.manifest === undefined && sameList(Object.keys(entry.manifest), ['version'])) return { ...entry, manifest: undefined }
    return { ...entry, manifest: { version: ours.manifest?.version, ...entry.manifest, ...{ version: ours.manifest?.version } } }
  },
  'scripts that are empty or false are kept' ({ entry }) {
    if (!entry.manifest?.scripts || Object.values(entry.manifest.scripts).every(Boolean)) return entry
    const { scripts, ...rest } = entry.manifest
    const kept = Object.entries(scripts).filter(([, script]) => script)
    return { ...entry, manifest: kept.length ? { ...rest, scripts: Object.fromEntries(kept) } : rest }
  },
  // pnpm 11 has only doubles, and msgpackr writes -0 as 0.
  'numbers are wider than JavaScript has them' ({ entry }) {
    const narrow = (value) => typeof value === 'bigint' ? Number(value)
      : Object.is(value, -0) ? 0
        : Array.isArray(value) ? value.map(narrow)
          : value !== null && typeof value === 'object' ? Object.fromEntries(Object.entries(value).map(([k, v]) => [k, narrow(v)]))
            : value
    return { ...entry, manifest: narrow(entry.manifest) }
  }
}

const fingerprint = (value) => JSON.stringify(value, (_, v) => v instanceof Map ? { map: [...v] } : typeof v === 'bigint' || Object.is(v, -0) ? { number: `${v}`, negative: v <= 0 } : v === undefined ? { nothing: true } : v)

/**
 * What remains to be compared of pnpm's entry (`real`) and of ours, after the known differences.
 * `note.rule(name)` is called for each rule that was needed, `note.wrong(text)` for what is not as it says.
 */
export function withoutKnownDifferences ({ pnpm, id, key, tarball: file, real, ours, note }) {
  if (pnpm !== '11' && pnpm !== '12') return [real.entry, ours.entry]
  const gzipped = readFileSync(file)
  const expected = tarIntegrity(gzipped)
  const mine = takeTarIntegrity(ours.entry, { id, key, aliases: ours.aliases, expected, note })
  if (pnpm === '11') {
    note.rule('pnpm 11 has no tarIntegrity')
    return [real.entry, mine]
  }
  let entry = takeTarIntegrity(real.entry, { id, key, aliases: real.aliases, expected, note })
  const tarball = () => readTar(gunzipSync(gzipped))
  const packageJson = () => tarball().findLast(({ name }) => /^[^/]*\/?package\.json$/.test(name)).body
  for (const [name, rule] of Object.entries(RULES)) {
    const after = rule({ entry, ours: mine, tarball, packageJson })
    if (fingerprint(after) !== fingerprint(entry)) note.rule(name)
    entry = after
  }
  return [entry, mine]
}
