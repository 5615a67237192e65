// Writes tarballs that no package should be: hostile.mjs DIR
// Each is named after what is wrong with it; the cases stand in cafs-add.bats.
import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { gzipSync } from 'node:zlib'
import { entry, gnuLong, gzip, pax, tar } from '../fidelity/tar.mjs'

const [dir] = process.argv.slice(2)
const manifest = entry({ name: 'package/package.json', body: '{"name":"x","version":"1.0.0"}' })
const file = (name, body = 'x') => entry({ name, body })
const save = (name, bytes) => writeFileSync(join(dir, `${name}.tgz`), bytes)
const pack = (name, ...entries) => save(name, gzip(tar([manifest, ...entries])))

pack('good', file('package/index.js'))
pack('climbing', file('package/../../etc/passwd'))
pack('climbing-root', file('../evil'))
pack('climbing-backslash', file('package\\..\\..\\evil'))
pack('climbing-long', gnuLong('L', `package/${'d/'.repeat(60)}../../x`), file('package/x'))
pack('absolute', file('/etc/passwd'))
pack('nul', pax({ path: Buffer.from('package/good\0.js') }), file('package/x'))
pack('newline', file('package/a\nb'))
pack('no-name', file(''))
pack('two-roots', file('other/index.js'))
pack('both-file-first', file('package/a'), file('package/a/b'))
pack('both-folder-first', file('package/a/b'), file('package/a'))
pack('both-folder-entry', entry({ name: 'package/a/', type: '5' }), file('package/a'))
pack('device', entry({ name: 'package/null', type: '3' }))
pack('fifo', entry({ name: 'package/pipe', type: '6' }))
pack('size-beyond-end', entry({ name: 'package/big', size: 1 << 20, body: 'x' }))
pack('size-negative', entry({ name: 'package/big', size: Buffer.from([0xff, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255, 255]) }))
pack('size-huge', entry({ name: 'package/big', size: Buffer.from([0x80, 0, 0, 0, 0x7f, 255, 255, 255, 255, 255, 255, 255]) }))
pack('checksum', (() => { const e = file('package/x'); e[148] = 0x37; return e })())
save('manifest-broken', gzip(tar([entry({ name: 'package/package.json', body: '{"name":' })])))
save('no-files', gzip(tar([entry({ name: 'package/', type: '5' })])))
save('no-entries', gzip(tar([])))
save('not-gzip', tar([manifest]))
save('not-tar', gzip(Buffer.from('hello world, this is no tar archive\n'.repeat(100))))
save('empty', Buffer.alloc(0))
const whole = gzip(tar([manifest, file('package/index.js', Buffer.alloc(10000, 'abc'))]))
save('cut-off', whole.subarray(0, whole.length - 20))
save('cut-header', whole.subarray(0, 9))
const flipped = Buffer.from(whole)
flipped[whole.length >> 1] ^= 0xff
save('damaged', flipped)
save('cut-tar', gzipSync(tar([manifest, file('package/index.js', Buffer.alloc(10000, 'abc'))]).subarray(0, 3000)))
save('trailing-garbage', Buffer.concat([whole, Buffer.from('garbage')]))
const members = tar([manifest, file('package/index.js')])
save('two-members', Buffer.concat([gzip(members.subarray(0, 700)), gzip(members.subarray(700))]))
save('bomb', gzip(tar([manifest, file('package/zero', Buffer.alloc(64 << 20))])))
