// Reads a manifest of bun's cache, v0.0.5 to v0.0.8, independently of the C code: only what a bun.lock can say.
import { readFileSync } from 'node:fs'

const LAYOUTS = {
  5: { number: 4, head: 112, record: 232, platforms: 224 },
  6: { number: 8, head: 112, record: 232, platforms: 224 },
  7: { number: 8, head: 120, record: 240, platforms: 224 },
  8: { number: 8, head: 120, record: 248, platforms: 232 }
}

export function readManifest (file) {
  const bytes = readFileSync(file)
  const header = /^#!\/usr\/bin\/env bun\nbun-npm-manifest-cache-v0\.0\.(\d)\n$/.exec(bytes.toString('latin1', 0, 49))
  const { number, head: headSize, record: recordSize, platforms } = LAYOUTS[header[1]]
  const versionSize = (number === 4 ? 16 : 24) + 32

  let at = 72
  const head = bytes.subarray(at, at += headSize)
  const array = (alignment) => {
    const size = Number(bytes.readBigUInt64LE(at))
    at += 8
    if (size === 0) return Buffer.alloc(0)
    at = Math.ceil(at / alignment) * alignment
    return bytes.subarray(at, at += size)
  }
  const strings = array(1)
  const [versions, names, ranges, records, bins] = [array(8), array(8), array(8), array(8), array(8)]
  array(8) // bundled dependencies

  const string = (from, offset) => {
    if (from[offset + 7] & 0x80) {
      const start = from.readUInt32LE(offset)
      return strings.toString('utf8', start, start + (from.readUInt32LE(offset + 4) & 0x7fffffff))
    }
    const own = from.subarray(offset, offset + 8)
    return own.toString('utf8', 0, own.indexOf(0) < 0 ? 8 : own.indexOf(0))
  }
  const hashes = {} // of every string that has one
  const hashed = (from, offset) => {
    const text = string(from, offset)
    if (text) hashes[text] = from.readBigUInt64LE(offset + 8).toString(16)
    return text
  }
  const span = (from, offset, what) => {
    const [first, count] = [from.readUInt32LE(offset), from.readUInt32LE(offset + 4)]
    return Array.from({ length: count }, (_, i) => what(first + i))
  }
  const list = (from, offset, of) => span(from, offset, (i) => hashed(of, i * 16))
  const map = (from, offset) => {
    const values = list(from, offset + 8, ranges)
    return Object.fromEntries(list(from, offset, names).map((name, i) => [name, values[i]]))
  }
  const version = (i) => {
    const from = versions.subarray(i * versionSize, (i + 1) * versionSize)
    const numbers = [0, 1, 2].map((n) => number === 4 ? from.readUInt32LE(4 * n) : from.readBigUInt64LE(8 * n))
    const [pre, build] = [hashed(from, versionSize - 32), hashed(from, versionSize - 16)]
    return numbers.join('.') + (pre && `-${pre}`) + (build && `+${build}`)
  }
  const bin = (from) => {
    switch (from[140]) {
      case 0: return null
      case 2: return { [string(from, 144)]: string(from, 152) }
      case 4: {
        const all = list(from, 144, bins)
        return Object.fromEntries(all.filter((_, i) => i % 2 === 0).map((name, i) => [name, all[2 * i + 1]]))
      }
      default: return [from[140], string(from, 144)]
    }
  }
  const record = (i) => {
    const from = records.subarray(i * recordSize, (i + 1) * recordSize)
    const peers = map(from, 100)
    return {
      integrity: `${from[0]} ${from.toString('base64', 1, 65)}`,
      dependencies: map(from, 68),
      optionalDependencies: map(from, 84),
      peerDependencies: peers,
      optionalPeers: Object.keys(peers).slice(0, from.readUInt32LE(176)).sort(),
      bin: bin(from),
      url: hashed(from, 200),
      os: from.readUInt16LE(platforms),
      cpu: from.readUInt16LE(platforms + 2),
      libc: from[platforms + 4],
      hasInstallScript: from[platforms + 5]
    }
  }
  const found = {}
  const order = []
  for (const kind of [48, 64]) {
    const texts = span(head, kind, version)
    const infos = span(head, kind + 8, record)
    texts.forEach((text, i) => { found[text] = infos[i] })
    order.push(texts)
  }
  const tagged = span(head, 88, version)
  return {
    format: header[1],
    registry: bytes.toString('hex', 49, 65),
    name: hashed(head, 32),
    expires: head.readUInt32LE(24),
    releases: order[0],
    prereleases: order[1],
    tags: Object.fromEntries(list(head, 80, names).map((tag, i) => [tag, tagged[i]])),
    counts: [head.readUInt32LE(100) - versions.length / versionSize, head.readUInt32LE(108) - names.length / 16],
    rest: bytes.length - at,
    versions: found,
    hashes
  }
}
