// Makes trees of hostile lockfiles and packages: hostile-trees.mjs DIR
// Whatever they say, node-modules ends with 0 or with 1 and one line, writes nothing outside its output, leaves nothing
// when it fails, and gives no file more than the usual bits. Prints what is not so, and at the end how many cases there were.
import { spawnSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmodSync, existsSync, lstatSync, mkdirSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { entry, gzip, tar } from '../fidelity/tar.mjs'

const dir = join(process.argv[2], 'case')
const victim = join(dir, 'outside/victim')
const sri = (bytes) => `sha512-${createHash('sha512').update(bytes).digest('base64')}`
const pack = (manifest, ...more) => gzip(tar([
	entry({ name: 'package/package.json', body: JSON.stringify(manifest) }),
	entry({ name: 'package/x.js', body: '#!/usr/bin/env node\r\nx' }), ...more,
]))

// --- running one ---

// What is below DIR, but for its folder "o": modes, sizes and times.
function snapshot(at = dir, all = {}) {
	for (const name of readdirSync(at)) {
		const path = join(at, name), st = lstatSync(path)
		if (path === join(dir, 'o')) continue
		all[path] = [st.mode, st.isDirectory() ? 0 : st.size, st.isDirectory() ? 0 : st.mtimeMs]
		if (st.isDirectory()) snapshot(path, all)
	}
	return JSON.stringify(all)
}

function hasOddBits(at) {
	return readdirSync(at, { withFileTypes: true }).some((e) => {
		const path = join(at, e.name)
		return (!e.isSymbolicLink() && lstatSync(path).mode & 0o7000) || (e.isDirectory() && hasOddBits(path))
	})
}

let count = 0
// The package is the tarball PACKAGE, or with a function the folder that it makes.
function run(what, lockfile, key, packed, dependencies, args = []) {
	count++
	rmSync(dir, { recursive: true, force: true })
	for (const folder of ['outside', 'project', 'o']) mkdirSync(join(dir, folder), { recursive: true })
	writeFileSync(victim, '#!/bin/sh\r\nsafe\n')
	chmodSync(victim, 0o644)
	writeFileSync(join(dir, 'project/package.json'), JSON.stringify({ name: 'p', dependencies }))
	if (typeof packed === 'function') packed(join(dir, 'a'))
	else writeFileSync(join(dir, 'a'), packed)
	const [name, text] = lockfile
	writeFileSync(join(dir, name), JSON.stringify(text))
	writeFileSync(join(dir, 'list'), `${key}\ta\n`)
	const before = snapshot()
	const done = spawnSync('node-modules', ['--lockfile', name, '--project', 'project', '--list', 'list', '--out', 'o/out', '--threads', '1', ...args], { cwd: dir, encoding: 'utf8', timeout: 60000 })
	const faults = []
	if (done.status !== 0 && done.status !== 1) faults.push(`status ${done.status ?? done.signal}`)
	if (done.status === 1 && !/^[^\n\x00-\x1f]+\n$/.test(done.stderr)) faults.push('not one line')
	if (done.status === 1 && readdirSync(join(dir, 'o')).length > 0) faults.push('something is left')
	if (snapshot() !== before) faults.push('something outside changed')
	if (existsSync(join(dir, 'o/out')) && hasOddBits(join(dir, 'o/out'))) faults.push('odd bits')
	if (faults.length > 0) console.log(`${what} (${name} ${args}): ${faults.join(', ')}: ${done.stderr}`)
}

// A lockfile of each manager with the package a, which INFO tells of, under the names NAMES.
function each(what, packed, { bin = 'x.js', names = ['a'] } = {}) {
	const integrity = typeof packed === 'function' ? sri('') : sri(packed)
	const all = (value) => Object.fromEntries(names.map((name) => [name, value]))
	run(what, ['pnpm-lock.yaml', {
		lockfileVersion: '9.0',
		importers: { '.': { dependencies: all({ specifier: '1', version: 'a@1.0.0' }) } },
		packages: { 'a@1.0.0': { resolution: { integrity }, hasBin: true } },
		snapshots: { 'a@1.0.0': {} },
	}], 'a@1.0.0', packed, all('1'))
	for (const layout of ['hoisted', 'isolated'])
		run(what, ['bun.lock', {
			lockfileVersion: 1,
			workspaces: { '': { name: 'p', dependencies: all('1') } },
			packages: all(['a@1.0.0', '', { bin, binDir: typeof bin === 'string' ? bin : undefined }, integrity]),
		}], 'a@1.0.0', packed, all('1'), ['--layout', layout])
	run(what, ['package-lock.json', {
		lockfileVersion: 3,
		packages: {
			'': { name: 'p', dependencies: all('1') },
			...Object.fromEntries(names.map((name) => [`node_modules/${name}`, { name: 'a', version: '1.0.0', integrity, bin }])),
		},
	}], `node_modules/${names[0]}`.replace(/[\t\n\0]/g, ''), packed, all('1'))
}

// --- what is hostile ---

const bins = [
	{ '../../../evil': 'x.js' }, { x: '../../../../../outside/victim' }, { x: victim }, { '.': 'x.js' }, { '..': 'x.js' }, { 'a/b': 'x.js' },
	{ '@s/b': 'x.js' }, { '': 'x.js' }, { x: '' }, { x: '.' }, { x: 'a/../x.js' }, { 'x\n': 'x.js' }, { 'x\0y': 'x.js' }, { [`${'x'.repeat(300)}`]: 'x.js' },
	{ '-x': 'x.js' }, '../x', ['x'], 7, { x: { y: 'z' } }, { x: 'x.js', X: 'x.js' }, { x: 'x.js/../../../../outside/victim' }, { x: 'package.json/y' },
	{ x: 'x.js\0' }, { x: '\\..\\..\\outside' }, { x: 'd/victim' }, { '\u202ex\x1b[2J': 'x.js' },
]
for (const bin of bins) each(`bin ${JSON.stringify(bin).slice(0, 50)}`, pack({ name: 'a', version: '1.0.0', bin }), { bin })
for (const folder of ['../..', '/etc', '.', '..', '', 'bin/../..', 7, 'x.js', 'nowhere'])
	each(`directories.bin ${folder}`, pack({ name: 'a', version: '1.0.0', directories: { bin: folder } }), { bin: folder })
for (const name of [
	'../../x', '../x', 'a/b/c', '.bin', '.pnpm', '.modules.yaml', '@s', '@s/..', '@s/.', '..', '.', '', 'a\nb', 'a\0b', 'x'.repeat(300), '-rf', '@../x', '@s/../x', 'a/', '/a',
	'__proto__', '.package-lock.json', 'node_modules', '@s/.bin', 'a/.bin', '\u202ea', '.pnpm-workspace-state-v1.json',
])
	each(`name ${JSON.stringify(name).slice(0, 30)}`, pack({ name: 'a', version: '1.0.0' }), { names: [name] })
each('one name in two cases', pack({ name: 'a', version: '1.0.0', bin: { a: 'x.js' } }), { names: ['a', 'A'] })

const bin = { a: 'x.js', l: 'l', v: 'd/victim', s: 's' }
const manifest = { name: 'a', version: '1.0.0', bin }
const link = (name, linkname, type = '2') => entry({ name: `package/${name}`, type, linkname })
const file = (name, more = {}) => entry({ name: `package/${name}`, body: 'changed', ...more })
for (const [what, ...entries] of [
	['a file through a symlink to a folder', link('d', join(dir, 'outside')), file('d/victim')],
	['a bin that is a symlink', link('l', victim)],
	['a file of the name of a symlink', link('l', victim), file('l')],
	['a file of the name of a hard link', link('l', victim, '1'), file('l')],
	['set-user-ID, set-group-ID and sticky bits', file('s', { mode: 0o6755 }), file('t', { mode: 0o1777 })],
	['no bits', file('s', { mode: 0 })],
	['packages in the package', file('node_modules/b/package.json'), file('node_modules/.bin/x'), file('node_modules/.bin/a')],
	['names in two cases', file('X.js'), file('x.JS')],
	['terminal controls', file('\x1b[2J')],
	['a name of 300 bytes in a folder', entry({ name: 'n'.repeat(80), prefix: `package/${'n'.repeat(140)}`, body: '' })],
	['settings of others', file('.npmrc'), file('.git/config'), file('pnpm-workspace.yaml')],
])
	each(what, pack(manifest, ...entries), { bin })

const folder = (make) => (at) => {
	mkdirSync(at)
	writeFileSync(join(at, 'package.json'), JSON.stringify(manifest))
	writeFileSync(join(at, 'x.js'), '#!/usr/bin/env node\r\n')
	make(at)
}
for (const [what, make] of [
	['a symlink for a bin', (at) => symlinkSync(victim, join(at, 'l'))],
	['a symlink to a folder', (at) => symlinkSync(join(dir, 'outside'), join(at, 'd'))],
	['a symlink for package.json', (at) => rmSync(join(at, 'package.json')) ?? symlinkSync(victim, join(at, 'package.json'))],
	['a symlink to itself', (at) => symlinkSync('.', join(at, 'd'))],
	['a FIFO', (at) => spawnSync('mkfifo', [join(at, 's')])],
	['a set-user-ID file', (at) => writeFileSync(join(at, 's'), '') ?? chmodSync(join(at, 's'), 0o6755)],
])
	each(`a folder with ${what}`, folder(make), { bin })

console.log(`${count} cases`)
