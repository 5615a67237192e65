// Builds the tarballs that no real package gives, for everything pnpm takes and people could publish.
//
// usage: node make-odd-tarballs.mjs DEST
//
// Writes DEST/NAME.tgz and DEST/list, a line each: ID<TAB>SRI<TAB>PATH<TAB>WHO, WHO being the pnpm versions
// that are no reference for this tarball, most often because they refuse it. What cafs-add refuses on purpose is not here but in tests/cli.
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { entry, gnuLong, gzip, pax, tar } from './tar.mjs'

const dest = path.resolve(process.argv[2] ?? (console.error('usage: make-odd-tarballs.mjs DEST'), process.exit(2)))
const packages = []

const file = (name, body = 'the body\n', more = {}) => entry({ name, body, ...more })
const text = (value) => typeof value === 'string' || Buffer.isBuffer(value) ? value : JSON.stringify(value)

function add (name, tarball, { version = '1.0.0', hash = 'sha512', notFor = [] } = {}) {
  packages.push({ id: `odd-${name}@${version}`, tarball: gzip(tarball), hash, notFor })
}
// A package with an ordinary package.json and these entries behind it.
const entries = (name, list, options) =>
  add(name, tar([entry({ name: 'package/package.json', body: `{"name":"odd-${name}","version":"1.0.0"}` }), ...list]), options)
// A package with this package.json (text, bytes, or a value) and one more file.
const manifest = (name, value, options) =>
  add(name, tar([entry({ name: 'package/package.json', body: text(value) }), file('package/a.js')]), options)

const refusedBy12 = { notFor: ['12'] }

// Entry types
entries('symlink', [file('package/a'), file('package/s', '', { type: '2', linkname: 'a' }), file('package/z')])
entries('hard-link', [file('package/a'), file('package/h', '', { type: '1', linkname: 'package/a' }), file('package/z')])
entries('hard-link-over-file', [file('package/a', 'one'), file('package/a', '', { type: '1', linkname: 'package/z' }), file('package/z')])
entries('hard-link-exec', [file('package/h', '', { type: '1', linkname: 'package/a', mode: 0o755 })])
entries('directories', [file('package/', '', { type: '5', mode: 0o755 }), file('package/d', '', { type: '5', mode: 0o755 }), file('package/d/z')])
entries('directories-without-x', [file('package/d/', '', { type: '5', mode: 0o644 }), file('package/d/z')])
entries('v7', [file('package/a', 'x', { type: '\0', magic: '' }), file('package/z', 'y', { type: '\0', magic: '' })])
entries('gnu-magic', [file('package/a', 'x', { magic: 'ustar  \0' })])
entries('linkname-on-file', [file('package/a', 'x', { linkname: 'b' })])
entries('global-pax', [pax({ comment: 'd13ea44aa5' }, 'g'), file('package/a')])
add('global-pax-first', tar([pax({ comment: 'd13ea44aa5' }, 'g'), entry({ name: 'r-d13ea44/package.json', body: '{"name":"odd-global-pax-first","version":"1.0.0"}' }), file('r-d13ea44/a')]))
add('one-zero-block', tar([entry({ name: 'package/package.json', body: '{"name":"odd-one-zero-block","version":"1.0.0"}' })], 1))
add('many-zero-blocks', tar([entry({ name: 'package/package.json', body: '{"name":"odd-many-zero-blocks","version":"1.0.0"}' })], 20))

// Names
const long = 'package/' + 'l'.repeat(90) + '/' + 'm'.repeat(60) + '.js'
entries('gnu-long-name', [gnuLong('L', long), file(long.slice(0, 100)), file('package/z')])
entries('gnu-long-name-no-folder', [gnuLong('L', 'q'.repeat(120)), file('package/q')])
entries('pax-path', [pax({ path: long }), file('package/short'), file('package/z')])
entries('pax-path-utf8', [pax({ path: 'package/żółć/日本.js' }), file('package/short')])
entries('pax-path-no-folder', [pax({ path: 'solo' }), file('package/short')])
entries('pax-times', [pax({ mtime: '1234567.89', atime: '1', ctime: '2', uid: '1000', gid: '1000', 'SCHILY.dev': '1', comment: 'a = b\n c' }), file('package/a')])
entries('pax-size', [pax({ size: '5' }), file('package/a', '12345'), file('package/z')])
entries('pax-on-directory', [pax({ path: 'package/dir/' }), file('package/dir', '', { type: '5' }), file('package/z')])
entries('pax-on-symlink', [pax({ linkpath: 'a' }), file('package/s', '', { type: '2', linkname: 'b' }), file('package/z')])
entries('prefix', [file('b/c.js', 'x', { prefix: 'package/a' })])
entries('prefix-is-root', [file('b/c.js', 'x', { prefix: 'package' })])
entries('prefix-deep', [file('x'.repeat(100), 'x', { prefix: 'package/' + 'p'.repeat(147) })])
entries('name-of-100-bytes', [file('package/' + 'n'.repeat(92)), file('package/z')])
entries('non-ascii-names', [file('package/żółć.js'), file('package/日本/語.txt'), file('package/😀')])
entries('nfc-and-nfd', [file('package/\u00e9.js', 'composed'), file('package/e\u0301.js', 'decomposed')])
entries('latin1-name', [file(Buffer.from('package/caf\xe9.js', 'latin1'))])
entries('broken-utf8-names', [[0xe9, 0x80], [0xf0, 0x9f, 0x98], [0xc0, 0xaf], [0xed, 0xa0, 0x80], [0xf8, 0x88, 0x80, 0x80, 0x80]].map((bad, i) =>
  file(Buffer.concat([Buffer.from(`package/${i}-`), Buffer.from(bad), Buffer.from('-end')]))))
entries('names-collide-in-utf8', [file(Buffer.from('package/\xe9', 'latin1'), 'first'), file(Buffer.from('package/\xe8', 'latin1'), 'second')])
entries('case', [file('package/A', 'upper'), file('package/a', 'lower')])
entries('spaces-and-quotes', [file('package/ a b '), file('package/q"\'`$\\'.slice(0, -1)), file('package/tab\there\x01\x7f')])
entries('windows-characters', [file('package/a:b*?<>|')], refusedBy12)
entries('dots', [file('package/foo./x'), file('package/foo..'), file('package/..foo'), file('package/.foo/.bar'), file('package/...')])
entries('dot-parts', [file('package/./x'), file('package/d/./y')])
entries('double-slashes', [file('package/d//y')])
entries('backslashes', [file('package/a\\b'), file('package/c/d\\e.js')])
entries('backslash-after-root', [file('package\\x')])
// pnpm 9 leaves the backslash where it is; a v3 fragment is then only tidier than pnpm 9's own store.
entries('backslash-and-dot', [file('package/a.\\b')], { notFor: ['9'] })
add('other-root', tar([entry({ name: 'node_foo-1.2/package.json', body: '{"name":"odd-other-root","version":"1.0.0"}' }), file('node_foo-1.2/x')]))
add('dot-root', tar([entry({ name: './', type: '5' }), entry({ name: './package.json', body: '{"name":"odd-dot-root","version":"1.0.0"}' }), file('./x'), file('./lib/y')]))
add('dot-and-root', tar([entry({ name: './package/package.json', body: '{"name":"odd-dot-and-root","version":"1.0.0"}' }), file('./package/x')]))
add('no-folder', tar([entry({ name: 'package.json', body: '{"name":"odd-no-folder","version":"1.0.0"}' }), file('index.js')]))
entries('numeric-names', ['10', '9', 'b', '1', '01', '0', '4294967294', '4294967295', '1.5', '-1'].map((name) => file(`package/${name}`)))
entries('object-names', ['__proto__', 'constructor', 'toString', 'hasOwnProperty', 'z'].map((name) => file(`package/${name}`)))
entries('node-modules', [file('package/node_modules/foo/package.json', '{}'), file('package/node_modules/foo/i.js')])

// Duplicates, empty files, order
entries('duplicates', [file('package/a', 'one'), file('package/b'), file('package/a', 'two22', { mode: 0o755 }), file('package/c')])
entries('duplicate-of-symlink', [file('package/a', 'one'), file('package/a', '', { type: '2', linkname: 'c' }), file('package/c')])
entries('empty-files', [file('package/e1', ''), file('package/e2', ''), file('package/ex', '', { mode: 0o755 })])
entries('same-bytes-both-modes', [file('package/plain', 'same'), file('package/exec', 'same', { mode: 0o755 }), file('package/group', 'same', { mode: 0o654 })])
add('package-json-last', tar([file('package/a'), entry({ name: 'package/package.json', body: '{"name":"odd-package-json-last","version":"2.0.0"}' })]))
add('package-json-twice', tar([entry({ name: 'package/package.json', body: '{"name":"one","version":"1.0.0"}' }), file('package/a'), entry({ name: 'package/package.json', body: '{"name":"two","version":"2.0.0","scripts":{"install":"x"}}' })]))
add('package-json-below-first', tar([entry({ name: 'package/sub/package.json', body: '{"name":"sub","version":"9.0.0"}' }), entry({ name: 'package/package.json', body: '{"name":"odd-below","version":"1.0.0"}' })]))
add('no-package-json', tar([file('package/a.js')]))
entries('thousand-files', Array.from({ length: 1000 }, (_, i) => file(`package/${i % 10}/f${i}.js`, `${i % 300}`)))
for (const size of [1, 511, 512, 513, 1024, 70000]) entries(`size-${size}`, [file('package/f', Buffer.alloc(size, 'ab'))])

// Modes
for (const [name, mode] of Object.entries({
  '0100644': '0100644\0', '0100755': '0100755\0', '100755-space': '100755 \0', '0000': '0000000\0', '0755': '0000755\0', '0777': '000777 \0',
  4755: '0004755\0', 1644: '0001644\0', '0666': '0000666\0', '0444': '0000444\0', '0555': '0000555\0', '0640': '0000640\0', '0001': '0000001\0',
  '0010': '0000010\0', '040755': '0040755\0', '8-digits': '00000755', '8-digits-type': '00100755', short: '644\0', spaces: '   644 \0', 'spaces-6': '   755\0'
})) entries(`mode-${name}`, [file('package/m', 'x', { mode })])
entries('mode-empty', [file('package/m', 'x', { mode: '' })], refusedBy12)
entries('size-with-spaces', [file('package/a', 'hello', { size: '         5  ' }), file('package/z')])
entries('size-of-12-digits', [file('package/a', 'hello', { size: '000000000005' }), file('package/z')])

// requiresBuild
entries('binding-gyp', [file('package/binding.gyp')])
entries('binding-gyp-folder', [file('package/binding.gyp/x')])
entries('binding-gyp-below', [file('package/x/binding.gyp'), file('package/x/.hooks/y')])
entries('hooks', [file('package/.hooks/preinstall')])
entries('hooks-backslash', [file('package/.hooks\\x')])
entries('hooks-file', [file('package/.hooks')])
for (const gypfile of [true, false, null, 'false', 0]) {
  add(`gypfile-${JSON.stringify(gypfile).replaceAll(`"`, "q")}`, tar([entry({ name: 'package/package.json', body: JSON.stringify({ name: 'odd-gypfile', version: '1.0.0', gypfile }) }), file('package/binding.gyp')]))
}
for (const [name, scripts] of Object.entries({
  empty: { install: '' }, number: { install: 1 }, zero: { install: 0 }, false: { install: false }, true: { preinstall: true }, null: { install: null },
  object: { postinstall: {} }, array: { postinstall: [] }, text: 'text', list: ['x'], five: 5, no: false, others: { build: 'x', prepare: 'y' },
  all: { postinstall: 'c', preinstall: 'a', install: 'b', prepare: 'd' }, mixed: { preinstall: '', install: 'x' }
})) manifest(`scripts-${name}`, { name: 'odd-scripts', version: '1.0.0', scripts })

// package.json
manifest('bom', '\ufeff{"name":"odd-bom","version":"1.0.0"}')
manifest('latin1-json', Buffer.from('{"name":"odd-latin1","version":"1.0.0","bin":{"caf\xe9":"x\xe9"}}', 'latin1'))
manifest('white-space-json', '\n\t {"name" : "odd-ws" , "version":"1.0.0" } \r\n\n')
for (const [name, json] of Object.entries({ null: 'null', list: '["a"]', 'empty-object': '{}', 'empty-list': '[]' })) manifest(`json-${name}`, json)
manifest('no-version', { name: 'odd-no-version' })
manifest('no-name', { version: '1.0.0' })
manifest('scripts-only', { scripts: { install: 'x' } })
manifest('other-name', { name: '@some/thing-else', version: '7.0.0' })
manifest('duplicate-keys', '{"name":"x","version":"1.0.0","name":"odd-dup","dependencies":{"a":"1","b":"1"},"dependencies":{"b":"2"},"engines":{"node":"1","npm":"2","node":"3"}}')
manifest('numeric-keys', '{"name":"odd-num","version":"1.0.0","dependencies":{"b":"1","10":"1","9":"1","a":"1","01":"1","0":"1","-1":"1","4294967294":"1","4294967295":"1"}}')
manifest('proto-keys', '{"__proto__":{"bin":"x"},"name":"odd-proto","version":"1.0.0","dependencies":{"__proto__":"1","x":"1"},"bin":{"constructor":"1"},"engines":{"__proto__":{"a":1}}}')
manifest('nulls', '{"name":"odd-nulls","version":"1.0.0","bin":null,"dependencies":null,"engines":{"node":null},"os":[null],"cpu":[],"libc":"","directories":{},"scripts":null,"bundleDependencies":false,"bundledDependencies":true}')
manifest('version-null', { name: 'odd-version-null', version: null })
manifest('name-null', '{"name":null,"version":"1.0.0"}')
for (const [name, value] of Object.entries({ number: 1, false: false, list: ['x'], object: { a: 1 }, empty: '', zero: 0 })) manifest(`name-${name}`, { name: value, version: '1.0.0' })
const versions = [' v1.2.3 ', 'v1.2.3', '=1.2.3', '1.2.3-beta.1+build', '1.2', '01.2.3', '1.2.3beta', '1.2.3-', 'garbage', '', '1.2.3.4', '1.2.3-01', '==v 1.2.3', '99999999999999999999.0.0',
  '1.2.3\n', '>=1.2.3', '1.2.3 foo', '1.2.3-a.b-c.007', 'V1.2.3', '= v 1.2.3', '1.2.3+b+c', '1.2.3+', '1.2.3-é', '9007199254740993.1.1', '9007199254740991.1.1', '1.2.3-' + 'a'.repeat(260), '1.2.3--x', '1.2.3-1.2.3',
  '1.2.3 -x', '1.2.3rc01', '\u00a01.2.3\ufeff', '1.2.3-9007199254740993', '1.2.3-rc.9007199254740993x', '00.0.0', '1.2.3-x..y', 'v=1.2.3', '1.2.3-_x', '1.2.3_x', '1.2.x', '*', '1.2.3-0', '1.2.3-00', '1.2.3-0a', '1.2.3-a.01.b',
  '1.2.3alpha.1', '1.2.3-alpha_beta', ' = 1.2.3', 'vv1.2.3', '1.2.3=', '1.2.3+build', '1.2.3+001', '1.2.3-x+y.z-1', '1.2.3- ', '1.2.3\t', '1. 2.3', '1.2.-3', '-1.2.3', '1.2.3-' + '1'.repeat(17), '0'.repeat(255) + '1.2.3', '1.2.3-01.02.x03', '1.2.31.0']
versions.forEach((version, i) => manifest(`semver-${i}`, { name: 'odd-semver', version }))
manifest('numbers', '{"name":"odd-numbers","version":"1.0.0","engines":{"a":1,"b":-1,"c":127,"d":128,"e":-32,"f":-33,"g":255,"h":256,"i":65535,"j":65536,"k":4294967295,"l":4294967296,"m":-2147483648,"n":-2147483649,"o":9007199254740993,"p":1.5,"q":1e21,"s":-0,"t":0.1,"u":12345678901234567890,"w":3.4e38,"x":1.0,"y":1E2,"z":64,"aa":63,"ab":-128,"ac":-129,"ad":-32768,"ae":-32769,"ag":2147483648,"ah":0.5,"ai":16777217.5,"aj":5e-324,"ak":123456789012345678901234567890,"al":-9223372036854775808,"am":9223372036854775807,"an":0.30000000000000004,"ao":1e-7}}')
manifest('escapes', '{"name":"odd-escapes","version":"1.0.0","bin":{"\\u00e9\\ud83d\\ude00":"\\u65e5","nul":"a\\u0000b"},"engines":{"\\/\\b\\f\\n\\r\\t\\"\\\\":"\\u2028"}}')
manifest('string-lengths', { name: 'odd-string-lengths', version: '1.0.0', engines: Object.fromEntries([31, 32, 255, 256, 65535, 65536].map((n) => [`l${n}`, 'y'.repeat(n)])), bin: Object.fromEntries([15, 16, 127, 128].map((n) => [`é${n}`, 'é'.repeat(n)])) })
manifest('long-keys', { name: 'odd-long-keys', version: '1.0.0', dependencies: { ['k'.repeat(300)]: '1', ['é'.repeat(20)]: '2', '': 'empty' } })
manifest('nested', '{"name":"odd-nested","version":"1.0.0","directories":' + '{"a":'.repeat(60) + '1' + '}'.repeat(60) + '}')
manifest('lists', { name: 'odd-lists', version: '1.0.0', os: Array.from({ length: 20 }, (_, i) => `o${i}`), cpu: [['x'], { a: 1 }, { a: 2 }, { b: 1, a: 2 }], engines: ['node >= 0.4'], bin: 'x.js' })
manifest('same-keys', { name: 'odd-same-keys', version: '1.0.0', engines: { node: '1', npm: '2' }, directories: { node: '1', npm: '2' }, dependencies: { npm: '1', node: '2' }, peerDependenciesMeta: { a: { optional: true }, b: { optional: true }, c: { optional: false, x: 1 } } })
// Its encoder runs out of record ids, and it leaves the row out without a word.
manifest('many-shapes', { name: 'odd-many-shapes', version: '1.0.0', dependencies: Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`d${i}`, '1'])), peerDependenciesMeta: Object.fromEntries(Array.from({ length: 200 }, (_, i) => [`d${i}`, { [`k${i}`]: true }])) }, { notFor: ['12'] })
manifest('empty-objects', { name: 'odd-empty-objects', version: '1.0.0', dependencies: {}, engines: {}, bin: {}, peerDependenciesMeta: { a: {} } })
manifest('all-fields', { scripts: { x: 'y', postinstall: 'p' }, peerDependenciesMeta: { a: { optional: true } }, peerDependencies: { a: '1' }, os: ['linux'], optionalDependencies: { o: '1' }, name: 'odd-all', libc: ['glibc'], engines: { node: '>=4' }, directories: { bin: './bin' }, devDependencies: { d: '1' }, dependencies: { z: '1', a: '2' }, cpu: ['x64'], bundleDependencies: ['a'], bundledDependencies: ['b'], bin: { x: 'x.js' }, version: '1.0.0', description: 'no', main: 'x', gypfile: true, _id: 'x', funding: 'y', hasInstallScript: true })

// Ids and integrities, as lockfiles have them
manifest('build-version', { name: 'odd-build-version', version: '1.0.0-rc.1+build.5' }, { version: '1.0.0-rc.1+build.5' })
manifest('prerelease', { name: 'odd-prerelease', version: '0.0.0-experimental-6ed916688-20240523' }, { version: '0.0.0-experimental-6ed916688-20240523' })
for (const hash of ['sha1', 'sha256', 'sha384']) manifest(`hash-${hash}`, { name: `odd-hash-${hash}`, version: '1.0.0' }, { hash })
packages.push({ id: '@odd-scope/name@1.0.0', tarball: packages[0].tarball, hash: 'sha512', notFor: [] })
packages.push({ id: 'Odd-Upper.Case@1.0.0', tarball: packages[0].tarball, hash: 'sha512', notFor: [] })
packages.push({ id: `odd-${'n'.repeat(150)}@1.0.0`, tarball: packages[0].tarball, hash: 'sha512', notFor: [] })

mkdirSync(dest, { recursive: true })
const lines = packages.map(({ id, tarball, hash, notFor }) => {
  const file = path.join(dest, `${id.replaceAll('/', '+')}.tgz`)
  writeFileSync(file, tarball)
  return [id, `${hash}-${createHash(hash).update(tarball).digest('base64')}`, file, notFor.join(',')].join('\t')
})
writeFileSync(path.join(dest, 'list'), lines.join('\n') + '\n')
