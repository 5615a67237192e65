// What bun is compared on, in the form of `cache-entry-creator --list`.
//
// usage: node bun-list.mjs CORPUS_LIST ODD_LIST WORK
//
// Prints the list; makes what it needs besides the tarballs in WORK, a git repository.
import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const [corpus, odd, work] = process.argv.slice(2)
if (!work) {
  console.error('usage: bun-list.mjs CORPUS_LIST ODD_LIST WORK')
  process.exit(2)
}

// Tarballs of which no bun, or not every bun, makes what pnpm makes and cache-entry-creator too.
const NOT_COMPARED = new Set([
  // bun 1.2 and 1.3 take a backslash for a slash, 1.4 does not.
  'backslashes', 'backslash-and-dot', 'hooks-backslash',
  // Nothing is left of it: bun 1.4 and cache-entry-creator refuse it.
  'no-folder',
  // Of a repeated name bun has the last bytes and the first mode.
  'duplicates',
  // bun 1.4 finds no package.json in these.
  'dot-and-root', 'no-package-json'
].map((name) => `odd-${name}@1.0.0`))

const lines = (file) => readFileSync(file, 'utf8').split('\n').filter(Boolean).map((line) => line.split('\t').slice(0, 3))
const oddLines = lines(odd).filter(([name]) => !NOT_COMPARED.has(name))
const [, integrity, tarball] = oddLines[0]
const list = [...lines(corpus), ...oddLines]
const add = (name, registry) => list.push([name, integrity, tarball, registry])

// Every length that the hash has a rule for.
const letters = 'abcdefghijklmnopqrstuvwxyz0123456789-ABCDEFGHIJKLMNOPQRSTUVWXYZ'.repeat(2)
for (let length = 1; length <= 70; length++) add(`lengths@1.0.${length}-${letters.slice(0, length)}`)
// A "-" in a build (1.2.3+a-b) is not here: bun 1.2 and 1.3 take "b" for a prerelease then. No registry has such versions.
for (const version of ['1.0.0+build.123', '1.2.3-beta.1+build.123', '1.2.3+ab', '1.2.3-x-y+z', '0.0.0-0', '10.20.30']) {
  add(`versions@${version}`)
  add(`@versions/scoped.name_x@${version}`)
}

const long = 'a-very-long-hostname-for-a-registry.example.com'
const REGISTRIES = [
  'https://example.com', 'https://example.com/', 'https://EXAMPLE.com/', 'https://example.com:443/', 'http://example.com/', 'http://example.com:80',
  'http://localhost:4873/', 'http://localhost:4873', 'http://localhost:4873/some/path', 'https://example.com/npm/', 'https://example.com//', 'https://example.com/x?y',
  'http://[::1]:4873/', 'http://127.0.0.1:80', 'https://registry.npmjs.org/', 'https://registry.npmjs.org', `https://${'h'.repeat(28)}.com`, `https://${'h'.repeat(29)}.com`,
  `https://${long}`, `https://${long}/`, `https://${long}/x`, `https://${long}:443/x/`, `HTTPS://${long.toUpperCase()}/x/`, `http://${long}:8080/x//`
]
REGISTRIES.forEach((registry, i) => add(`@registry${i}/name@1.0.0-rc.1`, registry))

add('tarball:http://packages.example/d/name-1.0.0.tgz')
list.push(['tarball:http://packages.example/no-integrity.tgz', '', tarball])
add('tarball:./beside.tgz')

const git = path.join(path.resolve(work), 'git')
const inGit = (...args) => execFileSync('git', ['-C', git, '-c', 'user.name=x', '-c', 'user.email=x@example.org', '-c', 'init.defaultBranch=main', ...args],
  { encoding: 'utf8', env: { ...process.env, GIT_AUTHOR_DATE: '2001-01-01T00:00:00Z', GIT_COMMITTER_DATE: '2001-01-01T00:00:00Z' } }).trim()
rmSync(git, { recursive: true, force: true })
mkdirSync(path.join(git, 'lib'), { recursive: true })
writeFileSync(path.join(git, 'package.json'), '{"name":"from-git","version":"1.0.0","bin":"run"}')
writeFileSync(path.join(git, 'lib/a.js'), 'one\n')
writeFileSync(path.join(git, 'run'), '#!/usr/bin/env node\n', { mode: 0o755 })
writeFileSync(path.join(git, '.bun-tag'), 'not bun\'s')
inGit('init', '--quiet')
inGit('add', '.')
inGit('commit', '--quiet', '--message', 'x')
const commit = inGit('rev-parse', 'HEAD')
list.push([`git:${commit}`, '', git])

// As GitHub packs: the folder around it all is what bun names the package by.
const sha = commit.slice(0, 7)
const packed = path.join(path.resolve(work), 'github.tgz')
execFileSync('git', ['-C', git, 'archive', '--format=tar.gz', `--prefix=owner-repo-${sha}/`, '--output', packed, 'HEAD'])
list.push([`github:owner-repo-${sha}`, `sha512-${createHash('sha512').update(readFileSync(packed)).digest('base64')}`, packed])

process.stdout.write(list.map((fields) => fields.filter((field) => field !== undefined).join('\t') + '\n').join(''))
