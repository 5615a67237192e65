// Has one real bun write its install cache for every package of a list.
//
// usage: node bun-reference.mjs BUN CACHE LIST
//
// When CACHE is there already bun must find everything in it: the server then has nothing.
//
// LIST has the form of `cache-entry-creator --list`. A server on loopback hands out the tarballs, as the proxy for all
// of bun's requests; a bun.lock made for the occasion names them all, and `bun install` does the rest. The lockfile
// states no dependencies, os or cpu, so there is nothing else to fetch and nothing is left out.
import { execFile, execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'
import { serveFiles } from './serve.mjs'

const [bun, cache, list] = process.argv.slice(2)
if (!list) {
  console.error('usage: bun-reference.mjs BUN CACHE LIST')
  process.exit(2)
}

mkdirSync(path.dirname(path.resolve(cache)), { recursive: true })
const project = mkdtempSync(`${path.resolve(cache)}.project-`)
const isFull = existsSync(cache)
const files = new Map() // what the server has, by URL
const dependencies = {}
const packages = {}
const scopes = {}

// Each kind of NAME: what package.json asks for, and what bun.lock then says.
const KINDS = {
  tarball (url, integrity, file) {
    if (url.startsWith('./')) copyFileSync(file, path.join(project, url))
    files.set(url, file)
    return [url, [`name@${url}`, {}, ...integrity ? [integrity] : []]]
  },
  github (resolved, integrity, file) {
    const [owner, repo, sha] = resolved.split('-')
    files.set(`http://github.example/repos/${owner}/${repo}/tarball/${sha}`, file)
    return [`github:${owner}/${repo}#${sha}`, [`name@github:${owner}/${repo}#${sha}`, {}, resolved, integrity]]
  },
  git (commit, integrity, worktree) {
    const bare = path.join(project, 'bare.git')
    execFileSync('git', ['clone', '--quiet', '--bare', worktree, bare])
    execFileSync('git', ['-C', bare, 'update-server-info'])
    files.set('http://git.example/bare.git/', bare)
    return ['git+http://git.example/bare.git', [`name@git+http://git.example/bare.git#${commit}`, {}, commit]]
  },
  npm (name, integrity, file, i, registry) {
    const url = `http://tarballs.example/${i}.tgz`
    files.set(url, file)
    if (registry) scopes[name.slice(0, name.indexOf('/'))] = registry
    return [`npm:${name}`, [name, url, {}, integrity]]
  }
}

readFileSync(list, 'utf8').split('\n').filter(Boolean).forEach((line, i) => {
  const [name, integrity, file, registry] = line.split('\t')
  const [, kind, rest] = /^(tarball|github|git):(.*)$/.exec(name) ?? [null, 'npm', name]
  const [asked, locked] = KINDS[kind](rest, integrity, file, i, registry)
  dependencies[`p${i}`] = asked
  packages[`p${i}`] = locked
})

if (isFull) files.clear()
const server = await serveFiles((asked) => {
  const url = asked.replace(/^(http:\/\/[^/]*):80\//, '$1/') // as bun 1.2 asks a proxy
  const folder = [...files.keys()].find((known) => known.endsWith('/') && url.startsWith(known))
  return folder ? path.join(files.get(folder), url.slice(folder.length)) : files.get(url)
})
const proxy = `http://127.0.0.1:${server.address().port}`
try {
  writeFileSync(path.join(project, 'package.json'), JSON.stringify({ name: 'reference', private: true, dependencies }))
  writeFileSync(path.join(project, 'bun.lock'), JSON.stringify({ lockfileVersion: 1, workspaces: { '': { name: 'reference', dependencies } }, packages }))
  writeFileSync(path.join(project, 'bunfig.toml'), ['[install.scopes]', ...Object.entries(scopes).map(([scope, url]) => `"${scope}" = "${url}"`), ''].join('\n'))
  await promisify(execFile)(path.resolve(bun), ['install', '--frozen-lockfile', '--ignore-scripts'], {
    cwd: project,
    maxBuffer: 1 << 26,
    env: { PATH: process.env.PATH, HOME: project, BUN_INSTALL_CACHE_DIR: path.resolve(cache), http_proxy: proxy, GITHUB_API_URL: 'http://github.example' }
  })
  for (const name of Object.keys(dependencies)) {
    if (readdirSync(path.join(project, 'node_modules', name)).length === 0) throw new Error(`${name} is empty: ${dependencies[name]}`)
  }
} catch (error) {
  console.error(`bun-reference.mjs: ${bun} failed: ${error.message}\n${error.stdout ?? ''}`)
  process.exitCode = 1
} finally {
  server.close()
  server.closeAllConnections()
  rmSync(project, { recursive: true, force: true })
}
