// Small packages with everything that matters to a layout of node_modules, as tarballs and in a registry; and projects that use them.
import { createHash } from 'node:crypto'
import { mkdirSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { serveFiles } from './serve.mjs'
import { entry, gzip, tar } from './tar.mjs'

const script = '#!/usr/bin/env node\nconsole.log(1)\n'

// NAME@VERSION: [ package.json's other fields, files: path to body or [body, mode] ]
const packages = {
  // Commands: strings, objects, scopes, other names, folders, what is not there, what may not be.
  'cli@1.0.0': [{ bin: 'cli.js' }, { 'cli.js': script }],
  'cli@2.0.0': [{ bin: { cli: './bin/cli.js', 'cli-more': 'bin/more.js' } }, { 'bin/cli.js': [script, 0o755], 'bin/more.js': script }],
  '@scope/tool@1.0.0': [{ bin: './tool.js' }, { 'tool.js': script }],
  'crlf@1.0.0': [{ bin: { crlf: 'crlf.js', 'crlf-x': 'x.js', 'crlf-no-script': 'plain.js' } }, { 'crlf.js': '#!/usr/bin/env node\r\nconsole.log(1)\r\n', 'x.js': ['#!/bin/sh\r\nexit\r\n', 0o755], 'plain.js': 'exit\r\n' }],
  'folder-of-bins@1.0.0': [{ directories: { bin: 'commands' } }, { 'commands/one': script, 'commands/deep/two': script, 'commands/.hidden': script, 'other/three': script }],
  'gone-bin@1.0.0': [{ bin: { gone: 'dist/gone.js' } }],
  'odd-bins@1.0.0': [{ bin: { '../up': 'a.js', 'a b': 'a.js', '@s/in-scope': 'a.js', $: 'a.js', out: '../../out.js', 'not~bad': './x/../a.js' } }, { 'a.js': script }],
  // Several packages with one command: the owner, then the name, then the version.
  'same@1.0.0': [{ bin: { other: 'same.js', same: 'same.js', shared: 'same.js' } }, { 'same.js': script }],
  'also-same@1.0.0': [{ bin: { same: 'also.js', shared: 'also.js' } }, { 'also.js': script }],
  'zsame@1.0.0': [{ bin: { same: 'z.js', shared: 'z.js' } }, { 'z.js': script }],
  'same_too@1.0.0': [{ bin: { shared: 's.js' } }, { 's.js': script }],
  'Same-Caps@1.0.0': [{ bin: { shared: 's.js' } }, { 's.js': script }],
  'needs-same@1.0.0': [{ dependencies: { same: '1.0.0', 'also-same': '1.0.0', zsame: '1.0.0', cli: '1.0.0', cli2: 'npm:cli@2.0.0' } }],
  // Bundled packages.
  'bundler@1.0.0': [{ bin: 'main.js', bundledDependencies: ['inner', '@in/scoped'], dependencies: { inner: '1.0.0', '@in/scoped': '1.0.0', cli: '1.0.0' } }, {
    'main.js': script,
    'node_modules/inner/package.json': '{"name":"inner","version":"1.0.0","bin":"inner.js"}',
    'node_modules/inner/inner.js': script,
    'node_modules/@in/scoped/package.json': '{"name":"@in/scoped","version":"1.0.0","bin":{"scoped":"s.js","cli":"s.js"}}',
    'node_modules/@in/scoped/s.js': script
  }],
  'inner@1.0.0': [{ bin: 'inner.js' }, { 'inner.js': script }],
  '@in/scoped@1.0.0': [{ bin: { scoped: 's.js' } }, { 's.js': script }],
  // Graphs: cycles, one's own name, aliases, capitals, depths.
  'left@1.0.0': [{ dependencies: { right: '1.0.0' } }],
  'right@1.0.0': [{ dependencies: { left: '1.0.0' } }],
  'selfish@1.0.0': [{ bin: 'old.js' }, { 'old.js': script }],
  'selfish@2.0.0': [{ dependencies: { selfish: '1.0.0' }, bin: 'new.js' }, { 'new.js': script }],
  'Capital@1.0.0': [{}],
  'capital@2.0.0': [{}],
  'uses-capital@1.0.0': [{ dependencies: { Capital: '1.0.0' } }],
  'deep-a@1.0.0': [{ dependencies: { 'deep-b': '1.0.0', shallow: '1.0.0' } }],
  'deep-b@1.0.0': [{ dependencies: { 'deep-c': '1.0.0', shallow: '2.0.0' } }],
  'deep-c@1.0.0': [{ dependencies: { shallow: '3.0.0', 'deep-a': '1.0.0' } }],
  'shallow@1.0.0': [{}],
  'shallow@2.0.0': [{}],
  'shallow@3.0.0': [{}],
  'other-root@1.0.0': [{ dependencies: { 'deep-c': '1.0.0', shallow: '2.0.0' } }],
  // Peers.
  'framework@1.0.0': [{ bin: 'f.js' }, { 'f.js': script }],
  'framework@2.0.0': [{ bin: 'f.js' }, { 'f.js': script }],
  'plugin@1.0.0': [{ peerDependencies: { framework: '>=1' } }],
  'plugin-more@1.0.0': [{ peerDependencies: { framework: '>=1' } }],
  'optional-peer@1.0.0': [{ peerDependencies: { framework: '*', absent: '*' }, peerDependenciesMeta: { framework: { optional: true }, absent: { optional: true } } }],
  'preset@1.0.0': [{ peerDependencies: { framework: '>=1' }, dependencies: { plugin: '1.0.0' } }],
  'a-package-with-a-name-that-is-so-long-that-a-folder-for-it-and-its-peers-has-to-be-cut@1.0.0': [{ peerDependencies: { framework: '*', preset: '*', plugin: '*' } }],
  // Platforms.
  'native@1.0.0': [{ optionalDependencies: { '@native/linux-x64-gnu': '1.0.0', '@native/linux-x64-musl': '1.0.0', '@native/darwin-arm64': '1.0.0', 'native-win32-x64': '1.0.0', 'not-openbsd': '1.0.0' } }],
  '@native/linux-x64-gnu@1.0.0': [{ os: ['linux'], cpu: ['x64'], libc: ['glibc'] }],
  '@native/linux-x64-musl@1.0.0': [{ os: ['linux'], cpu: ['x64'], libc: ['musl'], dependencies: { 'only-musl': '1.0.0' } }],
  '@native/darwin-arm64@1.0.0': [{ os: ['darwin'], cpu: ['arm64'] }],
  'native-win32-x64@1.0.0': [{}],
  'needs-wasm@1.0.0': [{ optionalDependencies: { 'wasm-binding': '1.0.0' } }],
  'wasm-binding@1.0.0': [{ cpu: ['wasm32'], dependencies: { 'deep-b': '1.0.0' } }],
  'not-openbsd@1.0.0': [{ os: ['!openbsd', '!win32'] }],
  'only-musl@1.0.0': [{}],
  // A package with a lockfile of its own.
  'shrinkwrapped@1.0.0': [{ optionalDependencies: { 'many-platforms': '1' } }, {
    'npm-shrinkwrap.json': JSON.stringify({
      name: 'shrinkwrapped',
      version: '1.0.0',
      lockfileVersion: 3,
      packages: {
        '': { name: 'shrinkwrapped', version: '1.0.0', optionalDependencies: { 'many-platforms': '1' } },
        'node_modules/many-platforms': { version: '1.0.0', optional: true, optionalDependencies: { '@native/darwin-arm64': '1', 'on-darwin': '1', 'not-openbsd': '1' } },
        'node_modules/@native/darwin-arm64': { version: '1.0.0', optional: true, os: ['darwin'], cpu: ['arm64'] },
        'node_modules/on-darwin': { version: '1.0.0', optional: true, dependencies: { 'required-darwin': '1' } },
        'node_modules/required-darwin': { version: '1.0.0', optional: true, os: ['darwin'] },
        'node_modules/not-openbsd': { version: '1.0.0', optional: true, os: ['!openbsd', '!win32'] }
      }
    })
  }],
  'many-platforms@1.0.0': [{ optionalDependencies: { '@native/darwin-arm64': '1', 'on-darwin': '1', 'not-openbsd': '1' } }],
  'on-darwin@1.0.0': [{ dependencies: { 'required-darwin': '1.0.0' } }],
  'required-darwin@1.0.0': [{ os: ['darwin'] }],
  'wants-node@1.0.0': [{ optionalDependencies: { 'node-99': '1.0.0', 'node-20-22': '1.0.0', 'node-odd': '1.0.0', 'pnpm-99': '1.0.0' }, dependencies: { 'node-98': '1.0.0' } }],
  'node-98@1.0.0': [{ engines: { node: '98' } }],
  'node-99@1.0.0': [{ engines: { node: '>=99' }, dependencies: { 'only-musl': '1.0.0' } }],
  'node-20-22@1.0.0': [{ engines: { node: '^20.1.0 || >= 22' } }],
  'node-odd@1.0.0': [{ engines: { node: 'node 4' } }],
  'pnpm-99@1.0.0': [{ engines: { pnpm: '>=99' } }],
  // For patterns.
  'eslint-x@1.0.0': [{ bin: 'e.js', dependencies: { 'prettier-y': '1.0.0', '@types/z': '1.0.0', hidden: '1.0.0' } }, { 'e.js': script }],
  'prettier-y@1.0.0': [{ bin: 'p.js' }, { 'p.js': script }],
  '@types/z@1.0.0': [{}],
  'hidden@1.0.0': [{ bin: 'h.js' }, { 'h.js': script }],
  'scripted@1.0.0': [{ scripts: { install: 'exit 1' } }],
  'scripted-cli@1.0.0': [{ bin: 'cli.js', scripts: { postinstall: 'exit 1' }, dependencies: { cli: '1.0.0' } }, { 'cli.js': script }],
  'gyp@1.0.0': [{}, { 'binding.gyp': '{}' }]
}

export function pack (name, version, fields = {}, files = {}) {
  const manifest = JSON.stringify({ name, version, ...fields }, null, 2)
  const all = Object.entries({ 'package.json': manifest, 'index.js': `module.exports = '${name}@${version}'\n`, ...files })
  return gzip(tar(all.map(([file, body]) => Array.isArray(body)
    ? entry({ name: `package/${file}`, body: body[0], mode: body[1] })
    : entry({ name: `package/${file}`, body }))))
}

// Writes FOLDER/NAME-VERSION.tgz of all, and for the registry at URL FOLDER/NAME.json; "/" is "+". Returns, by
// NAME@VERSION, the tarballs' paths and integrities.
function writePackages (folder, url) {
  mkdirSync(folder, { recursive: true })
  const made = new Map()
  const documents = new Map()
  for (const [id, [fields, files]] of Object.entries(packages)) {
    const at = id.lastIndexOf('@')
    const [name, version] = [id.slice(0, at), id.slice(at + 1)]
    const tarball = pack(name, version, fields, files)
    const integrity = `sha512-${createHash('sha512').update(tarball).digest('base64')}`
    const file = `${name.replace('/', '+')}-${version}.tgz`
    writeFileSync(path.join(folder, file), tarball)
    made.set(id, { file: path.join(folder, file), integrity })
    const document = documents.get(name) ?? { name, 'dist-tags': {}, versions: {}, time: {} }
    document['dist-tags'].latest = version
    document.time[version] = '2020-01-01T00:00:00.000Z'
    document.versions[version] = { name, version, ...fields, hasInstallScript: Boolean(fields.scripts), _hasShrinkwrap: Boolean(files?.['npm-shrinkwrap.json']), dist: { integrity, tarball: `${url}${name}/-/${name.replace(/^@[^/]*\//, '')}-${version}.tgz` } }
    documents.set(name, document)
  }
  for (const [name, document] of documents) writeFileSync(path.join(folder, `${name.replace('/', '+')}.json`), JSON.stringify(document))
  return made
}

// A registry of all packages on loopback, with its files in FOLDER: { server, registry (its URL), made (what writePackages returns) }.
export async function servePackages (folder) {
  const server = await serveFiles((url) => {
    const asked = decodeURIComponent(url).slice(1)
    const [, name, , tarball] = /^((@[^/]*\/)?[^/]*)\/-\/(.*)$/.exec(asked) ?? []
    if (!tarball) return path.join(folder, `${asked.replace('/', '+')}.json`)
    return path.join(folder, `${name.replace(/[^/]*$/, '').replace('/', '+')}${tarball}`)
  })
  const registry = `http://127.0.0.1:${server.address().port}/`
  return { server, registry, made: writePackages(folder, registry) }
}

// Writes a project, path to body or [body, mode]; an object becomes JSON.
export function writeProject (folder, files) {
  for (const [name, body] of Object.entries(files)) {
    mkdirSync(path.dirname(path.join(folder, name)), { recursive: true })
    const [bytes, mode] = Array.isArray(body) ? body : [body, 0o644]
    writeFileSync(path.join(folder, name), Buffer.isBuffer(bytes) || typeof bytes === 'string' ? bytes : JSON.stringify(bytes, null, 2), { mode })
  }
}

// Has MAKE make the projects, all or those that are WANTED by name.  Says which fail, and resolves to whether none does.
export async function makeEach (projects, wanted, make) {
  let allMade = true
  for (const [name, project] of Object.entries(projects)) {
    if (wanted.length && !wanted.includes(name)) continue
    try {
      await make(name, project)
    } catch (error) {
      allMade = false
      console.error(`${name}: ${error.stderr || ''}${error.stdout || ''}${error.message}`.slice(0, 1500))
    }
  }
  return allMade
}
