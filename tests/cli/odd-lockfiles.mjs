// Writes a project whose lockfile asks for much work: odd-lockfiles.mjs KIND N DIR
// DIR gets the lockfile, package.json and list; all packages are the folder DIR/package.
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

const [kind, number, dir] = process.argv.slice(2)
const n = Number(number)
const count = (length, make) => Array.from({ length }, (_, i) => make(i))
const object = (pairs) => Object.fromEntries(pairs)
const sri = `sha512-${'A'.repeat(86)}==`
let manifest = { name: 'p', version: '1.0.0' }
let list = []

// --- pnpm ---

// Importers and packages as { name: dependencies }; the lockfile is JSON, on one line.
const pnpm = (importers, packages, more = {}) => {
	const versions = (all) => object(all.map(([name, version]) => [name, { specifier: version, version }]))
	manifest.dependencies = object(importers['.'] ?? [])
	list = [...new Set(Object.keys(packages).map((key) => key.replace(/[(].*/, '')))]
	return {
		'pnpm-lock.yaml': JSON.stringify({
			lockfileVersion: '9.0',
			...more,
			importers: object(Object.entries(importers).map(([id, all]) => [id, { dependencies: versions(all) }])),
			packages: object(list.map((key) => [key, { resolution: { integrity: sri }, hasBin: true }])),
			snapshots: object(Object.entries(packages).map(([key, all]) => [key, { dependencies: object(all) }])),
		}),
	}
}
const one = (i) => [`a${i}`, '1.0.0']

// --- npm ---

const npm = (root, packages) => {
	manifest = { ...manifest, ...root }
	list = Object.keys(packages).filter((key) => key.includes('node_modules/') && !packages[key].link)
	return { 'package-lock.json': JSON.stringify({ lockfileVersion: 3, packages: { '': manifest, ...packages } }) }
}

// --- bun ---

const bun = (root, packages, more = {}) => {
	manifest = { ...manifest, ...root }
	list = [...new Set(Object.values(packages).map(([id]) => id))]
	return { 'bun.lock': JSON.stringify({ lockfileVersion: 1, workspaces: { '': manifest }, ...more, packages }) }
}
const bunPackage = (name, info = {}) => [`${name}@1.0.0`, '', info, sri]

const kinds = {
	// n importers that depend on what the root depends on.
	'pnpm-importers': () =>
		pnpm({ '.': count(n, one), ...object(count(n, (i) => [`p/${i}`, count(20, (k) => one((i + k) % n))])) }, object(count(n, (i) => [`a${i}@1.0.0`, []]))),
	// n snapshots of one package.
	'pnpm-snapshots': () =>
		pnpm({ '.': count(n, (i) => [`x${i}`, `a@1.0.0(b@${i}.0.0)`]) }, object(count(n, (i) => [`a@1.0.0(b@${i}.0.0)`, []]))),
	// Peers in peers, in one key of 8 n bytes.
	'pnpm-suffix': () => {
		const key = `a@1.0.0${'(b@1.0.0'.repeat(n)}${')'.repeat(n)}`
		return pnpm({ '.': [['a', key.slice(2)]] }, { [key]: [] })
	},
	'pnpm-chain': () => pnpm({ '.': [one(0)] }, object(count(n, (i) => [`a${i}@1.0.0`, i + 1 < n ? [one(i + 1)] : []]))),
	'pnpm-yaml': () => {
		const files = pnpm({ '.': [one(0)] }, { 'a0@1.0.0': [] })
		const { importers, packages, snapshots } = JSON.parse(files['pnpm-lock.yaml'])
		return { 'pnpm-lock.yaml': `lockfileVersion: '9.0'\nodd: [${'a, '.repeat(n)}b]\nimporters: ${JSON.stringify(importers)}\npackages: ${JSON.stringify(packages)}\nsnapshots: ${JSON.stringify(snapshots)}\n` }
	},
	'pnpm-text': () => pnpm({ '.': [one(0)] }, { 'a0@1.0.0': [] }, { odd: 'a'.repeat(n) }),
	'pnpm-patches': () =>
		pnpm({ '.': [] }, object(count(n, (i) => [`a${i}@1.0.0(patch_hash=${i})`, []])), {
			patchedDependencies: object(count(n, (i) => [`a${i}@1.0.0`, { hash: `${i}`, path: 'x.patch' }])),
		}),
	// n places of one package.
	'npm-places': () =>
		npm({ dependencies: object(count(n, one)) }, object(count(n, (i) => [`node_modules/a${i}`, { name: 'a', version: '1.0.0', resolved: 'https://r/a.tgz', integrity: sri }]))),
	// Packages in packages, of which the innermost needs what is at the top.
	'npm-deep': () => {
		const depth = 100
		const path = (i) => 'node_modules/a/'.repeat(i + 1).slice(0, -1)
		return npm({ dependencies: { a: '1', ...object(count(n, (i) => [`b${i}`, '1'])) } }, {
			...object(count(depth, (i) => [path(i), { version: `${i}.0.0`, integrity: sri, dependencies: i + 1 < depth ? { a: '1' } : object(count(n, (k) => [`b${k}`, '1'])) }])),
			...object(count(n, (i) => [`node_modules/b${i}`, { version: '1.0.0', integrity: sri }])),
		})
	},
	// Each package needs the next one, and the last a folder of the project.
	'npm-chain': () =>
		npm({ dependencies: { a0: '1', w: 'file:w' } }, {
			...object(count(n, (i) => [`node_modules/a${i}`, { version: `1.0.${i}`, resolved: `https://r/${i}`, integrity: sri, dependencies: i + 1 < n ? { [`a${i + 1}`]: '1' } : { w: '1' } }])),
			'node_modules/w': { resolved: 'w', link: true },
			w: { name: 'w' },
		}),
	// n optional packages of another platform, with n packages that they need.
	'npm-optional': () =>
		npm({ optionalDependencies: object(count(n, one)) }, object([
			...count(n, (i) => [`node_modules/a${i}`, { version: '1.0.0', integrity: sri, optional: true, os: ['aix'], dependencies: { b0: '1' } }]),
			...count(n, (i) => [`node_modules/b${i}`, { version: '1.0.0', integrity: sri, optional: true, dependencies: { [`b${i + 1}`]: '1' } }]),
		])),
	// Folders in folders: each looks for the nearest one around it.
	'npm-folders': () => npm({}, object(count(n, (i) => [`${'f/'.repeat(500)}${i}`, { name: `f${i}` }]))),
	'bun-root': () => bun({ dependencies: object(count(n, one)) }, object(count(n, (i) => [`a${i}`, bunPackage(`a${i}`)]))),
	'bun-chain': () =>
		bun({ dependencies: { a0: '1.0.0' } }, object(count(n, (i) => [`a${i}`, bunPackage(`a${i}`, i + 1 < n ? { dependencies: { [`a${i + 1}`]: '1.0.0' } } : {})]))),
	'bun-peers': () =>
		bun({ dependencies: object(count(n, one)) }, {
			...object(count(n, (i) => [`a${i}`, bunPackage(`a${i}`)])),
			a0: bunPackage('a0', { peerDependencies: object(count(n - 1, (i) => one(i + 1))), optionalPeers: count(n - 1, (i) => `a${i + 1}`) }),
		}),
	// n peers of a package that is there in n versions, none of which they want.
	'bun-versions': () =>
		bun({ dependencies: object([...count(n, (i) => [`v${i}`, `npm:v@1.0.${i}`]), ...count(n, one)]) }, {
			...object(count(n, (i) => [`v${i}`, [`v@1.0.${i}`, '', {}, sri]])),
			...object(count(n, (i) => [`a${i}`, bunPackage(`a${i}`, { peerDependencies: { v: `2.0.${i}` } })])),
		}),
	'bun-overrides': () =>
		bun({ dependencies: object(count(n, one)) }, object(count(n, (i) => [`a${i}`, bunPackage(`a${i}`, { peerDependencies: { a0: '1.0.0' } })])), {
			overrides: object(count(n, (i) => [`o${i}`, '1.0.0'])),
		}),
	'bun-workspaces': () => {
		const workspaces = object(count(n, (i) => [`w/${i}`, { name: `w${i}`, dependencies: { a0: '1.0.0' } }]))
		return bun({}, { a0: bunPackage('a0'), ...object(count(n, (i) => [`w${i}`, [`w${i}@workspace:w/${i}`]])), ...object(count(n, (i) => [`y${i}`, [`w${i}@workspace:w/${i}`]])) }, { workspaces: { '': manifest, ...workspaces } })
	},
}

mkdirSync(join(dir, 'package'), { recursive: true })
writeFileSync(join(dir, 'package/package.json'), '{"name":"a","version":"1.0.0","bin":{"a":"package.json"}}')
for (const [name, text] of Object.entries(kinds[kind]())) writeFileSync(join(dir, name), text)
writeFileSync(join(dir, 'package.json'), JSON.stringify(manifest))
writeFileSync(join(dir, 'list'), list.map((key) => `${key}\t${join(dir, 'package')}\n`).join(''))
