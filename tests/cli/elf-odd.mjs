// Writes programs as no linker makes them: elf-odd.mjs PROGRAM DIR
// PROGRAM is for a 64-bit little-endian machine. Prints a line for each: NAME<TAB>what tree-patch says of it, nothing if it is patched.
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [program, dir] = process.argv.slice(2)
const good = readFileSync(program)
const PT_LOAD = 1, PT_DYNAMIC = 2, PT_INTERP = 3, PT_NOTE = 4, PT_PHDR = 6
const DT_NULL = 0, DT_NEEDED = 1, DT_STRTAB = 5, DT_STRSZ = 10, DT_UNKNOWN = 0x6ffffef0
const top = 1n << 63n

// The fields of the program header of the Nth segment of that type: their places in the file.
const segment = (type, n = 0) => {
  const table = Number(good.readBigUInt64LE(32))
  const all = Array.from({ length: good.readUInt16LE(56) }, (_, i) => table + 56 * i).filter((at) => good.readUInt32LE(at) === type)
  const at = all.at(n)
  return { type: at, offset: at + 8, vaddr: at + 16, paddr: at + 24, filesz: at + 32, memsz: at + 40, align: at + 48 }
}
const value = (at) => good.readBigUInt64LE(at)
const dynamic = (tag) => {
  const { offset } = segment(PT_DYNAMIC)
  let at = Number(value(offset))
  while (value(at) !== BigInt(tag)) at += 16
  return at
}
const set = (...fields) => (b) => { for (const [at, to] of fields) b.writeBigUInt64LE(BigInt.asUintN(64, BigInt(to)), at) }
const sections = Number(value(40)), sectionCount = good.readUInt16LE(60)

// The section table at the end, with COUNT sections, of which the ELF header does not say how many.
const manySections = (count, said) => (b) => {
  const table = Buffer.alloc(64 * count)
  b.copy(table, 0, sections, sections + 64 * sectionCount)
  table.writeBigUInt64LE(BigInt(said), 32)
  table.writeUInt32LE(b.readUInt16LE(62), 40)
  const whole = Buffer.concat([b, Buffer.alloc(-b.length & 7), table])
  whole.writeBigUInt64LE(BigInt(whole.length - table.length), 40)
  whole.writeUInt16LE(0, 60)
  whole.writeUInt16LE(0xffff, 62)
  return whole
}
const withoutTables = (b) => {
  set([40, 0])(b)
  b.writeUInt32LE(0, 60)
  for (const type of [PT_DYNAMIC, PT_INTERP, PT_PHDR]) b.writeUInt32LE(0, segment(type).type)
}
const appImage = (b) => {
  b.write('AI\x02', 8, 'latin1')
  return Buffer.concat([b, Buffer.from('hsqs, found at the end of the section table')])
}

const last = segment(PT_LOAD, -1), interpreter = segment(PT_INTERP), table = segment(PT_DYNAMIC)
const tooMany = 'more headers than this program reads', notLoaded = 'not where it is loaded from', strings = 'dynamic strings are not in the file'
const headers = 'program headers are not in the file', beyond = 'a segment is not in the file'
const cases = {
  'sections-66000': [manySections(66000, 66000), tooMany],
  'sections-lie': [manySections(sectionCount, 1n << 40n), tooMany],
  'sections-overflow': [manySections(sectionCount, 1n << 60n), tooMany],
  'segments-lie': [(b) => { b.writeUInt16LE(0xffff, 56); b.writeUInt32LE(0x7fffffff, sections + 44) }, tooMany],
  'align-huge': [set([last.align, 1n << 40n])],
  'align-top': [set([last.align, top])],
  'align-zero': [set([last.align, 0])],
  'align-odd': [set([last.align, 4097]), 'alignment is not a power of two'],
  overlap: [set([last.vaddr, value(segment(PT_LOAD, 1).vaddr)]), 'overlap in memory'],
  'wrap-around': [set([last.vaddr, -0x2000n + value(last.vaddr) % 0x1000n], [last.memsz, 0x3000]), 'addresses wrap around'],
  'memory-huge': [set([last.memsz, 1n << 62n])],
  'interpreter-cut': [set([interpreter.filesz, value(interpreter.filesz) - 1n]), notLoaded],
  'interpreter-beyond': [set([interpreter.offset, good.length + 100]), beyond],
  'two-interpreters': [(b) => { b.writeUInt32LE(PT_INTERP, segment(PT_NOTE).type) }, 'two segments where one is allowed'],
  'strings-beyond': [set([dynamic(DT_STRTAB) + 8, 1n << 40n]), strings],
  'strings-huge': [set([dynamic(DT_STRSZ) + 8, 1n << 40n]), strings],
  'strings-none': [set([dynamic(DT_STRSZ) + 8, 0]), strings],
  'strings-unnamed': [set([dynamic(DT_STRTAB), DT_UNKNOWN]), 'dynamic section has no strings'],
  'needed-beyond': [set([dynamic(DT_NEEDED) + 8, -1]), "a dynamic entry's string is not in the file"],
  'dynamic-endless': [(b) => { for (let at = dynamic(DT_NULL); at < Number(value(table.offset) + value(table.filesz)); at += 16) set([at, DT_UNKNOWN])(b) }, 'dynamic section has no end'],
  'dynamic-elsewhere': [set([table.vaddr, 1n << 40n]), notLoaded],
  'dynamic-beyond': [set([table.offset, good.length - 8]), beyond],
  'headers-at-end': [set([32, good.length - 10]), headers],
  'headers-overflow': [set([32, -8]), headers],
  'sections-of-63-bytes': [(b) => { b.writeUInt16LE(63, 58) }, 'section headers are not in the file'],
  'packed-like-upx': [withoutTables, 'no dynamic section'],
  'app-image': [appImage]
}

mkdirSync(dir)
for (const [name, [change, text = '']] of Object.entries(cases)) {
  const copy = Buffer.from(good)
  writeFileSync(join(dir, name), change(copy) ?? copy, { mode: 0o755 })
  console.log(`${name}\t${text}`)
}
