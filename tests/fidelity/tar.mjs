// Raw tar headers, byte by byte: what no tar program would write for us.
import { gzipSync } from 'node:zlib'

const BLOCK = 512

const bytes = (value) => Buffer.isBuffer(value) ? value : Buffer.from(value, 'utf8')

// Any field can be given as a number (octal digits and NUL), a string or a Buffer (as it is).
function put (header, offset, length, value) {
  const field = typeof value === 'number'
    ? Buffer.from(value.toString(8).padStart(length - 1, '0') + '\0', 'latin1')
    : bytes(value)
  if (field.length > length) throw new Error(`field at ${offset} takes ${length} bytes, not ${field.length}`)
  field.copy(header, offset)
}

export function entry ({ name, body = '', type = '0', mode = 0o644, size, linkname = '', prefix = '', magic = 'ustar\x0000', uid = 0, mtime = 0o3560116604 }) {
  const content = bytes(body)
  const header = Buffer.alloc(BLOCK)
  put(header, 0, 100, name)
  put(header, 100, 8, mode)
  put(header, 108, 8, uid)
  put(header, 116, 8, 0)
  put(header, 124, 12, size ?? content.length)
  put(header, 136, 12, mtime)
  put(header, 156, 1, type)
  put(header, 157, 100, linkname)
  put(header, 257, 8, magic)
  put(header, 345, 155, prefix)
  let sum = 256
  for (const byte of header) sum += byte
  put(header, 148, 8, sum.toString(8).padStart(6, '0') + '\0 ')
  return Buffer.concat([header, content, Buffer.alloc((BLOCK - content.length % BLOCK) % BLOCK)])
}

export function paxRecord (key, value) {
  const rest = Buffer.concat([bytes(` ${key}=`), bytes(value), bytes('\n')])
  let length = rest.length + 1
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length
  return Buffer.concat([bytes(String(length)), rest])
}

export const pax = (records, type = 'x') => entry({
  name: 'PaxHeader/entry',
  type,
  body: Buffer.concat(Object.entries(records).map(([key, value]) => paxRecord(key, value)))
})

export const gnuLong = (type, text) => entry({ name: '././@LongLink', type, body: Buffer.concat([bytes(text), Buffer.alloc(1)]), magic: 'ustar  \0' })

export const tar = (entries, blocksAtEnd = 2) => Buffer.concat([...entries, Buffer.alloc(BLOCK * blocksAtEnd)])

// The gzip header's time is 0 and its system byte fixed, so the same input gives the same bytes everywhere.
export function gzip (buffer) {
  const packed = gzipSync(buffer, { level: 9 })
  packed[9] = 255
  return packed
}

// The entries of a plain tar whose names need no long-name or pax headers.
export function readTar (buffer) {
  const entries = []
  for (let at = 0; at + BLOCK <= buffer.length && buffer[at] !== 0;) {
    const field = (offset, length) => buffer.toString('utf8', at + offset, at + offset + length).replace(/\0.*$/s, '')
    const size = parseInt(field(124, 12).trim(), 8) || 0
    entries.push({ name: field(0, 100), type: field(156, 1) || '0', body: buffer.subarray(at + BLOCK, at + BLOCK + size) })
    at += BLOCK + Math.ceil(size / BLOCK) * BLOCK
  }
  return entries
}
