// Writes a shared library of a hostile kind to standard output: 1,000 times the same needed library, whose name has 20,000 bytes, and a
// run path of 800 folders beside it.
const name = "l".repeat(20000), path = "$ORIGIN/a:".repeat(800)
const strings = Buffer.from(`\0${name}\0${path}\0`)
const entries = [[5, 0x10000 + 0x100], [10, strings.length], [29, 2 + name.length]]
for (let i = 0; i < 1000; i++) entries.push([1, 1])
entries.push([0, 0])
const at = (0x100 + strings.length + 7) & ~7, size = at + entries.length * 16
const file = Buffer.alloc(size)
file.write("\x7fELF", "latin1")
file.set([2, 1, 1], 4)
file.writeUInt16LE(3, 16); file.writeUInt16LE(62, 18); file.writeUInt32LE(1, 20)
file.writeBigUInt64LE(64n, 32)
file.writeUInt16LE(64, 52); file.writeUInt16LE(56, 54); file.writeUInt16LE(2, 56)
const segment = (index, type, offset, length) => {
	const to = 64 + index * 56
	file.writeUInt32LE(type, to); file.writeUInt32LE(6, to + 4)
	for (const [field, value] of [[8, offset], [16, 0x10000 + offset], [24, 0x10000 + offset], [32, length], [40, length], [48, 8]])
		file.writeBigUInt64LE(BigInt(value), to + field)
}
segment(0, 1, 0, size)
segment(1, 2, at, entries.length * 16)
strings.copy(file, 0x100)
entries.forEach(([tag, value], i) => {
	file.writeBigUInt64LE(BigInt(tag), at + i * 16); file.writeBigUInt64LE(BigInt(value), at + i * 16 + 8)
})
process.stdout.write(file)
