// Real projects with a bun.lock, for bun-projects.sh.
//
// usage: node bun-projects.mjs fetch PROJECTS TARBALLS
//        node bun-projects.mjs lists PROJECTS TARBALLS OUT
//
// PROJECTS is what projects.mjs makes of bun-projects.txt. fetch has the
// npm client bring the tarballs of packages for linux-x64, and names them by their integrity. lists writes OUT/list, for
// node-modules, and OUT/cache.list, for cache-entry-creator, of all tarballs that are there.
import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

const PER_CALL = 40 // packages that one npm process fetches
const CALLS = 4 // at a time

const json = (text) => JSON.parse(text.replace(/("(?:[^"\\]|\\.)*")|\/\/[^\n]*|\/\*[\s\S]*?\*\/|,(\s*[\]}])/g, (all, string, end) => string ?? end ?? ''))
const tarball = (tarballs, sri) => path.join(tarballs, `${sri.slice(0, sri.indexOf('-'))}-${Buffer.from(sri.slice(sri.indexOf('-') + 1), 'base64').toString('hex')}.tgz`)

function allows (names = [], mine) {
  const list = [names].flat()
  const wanted = list.filter((name) => !name.startsWith('!'))
  return !list.includes(`!${mine}`) && (wanted.length === 0 || wanted.includes(mine) || wanted.includes('any'))
}

// The npm packages of all projects: integrity to NAME@VERSION.
function packages (projects) {
  const found = new Map()
  for (const project of readdirSync(projects)) {
    const lock = json(readFileSync(path.join(projects, project, 'bun.lock'), 'utf8'))
    for (const [id, registry, info, sri] of Object.values(lock.packages ?? {})) {
      if (typeof registry === 'string' && sri && allows(info.os, 'linux') && allows(info.cpu, 'x64')) found.set(sri, id)
    }
  }
  return found
}

async function fetch (projects, tarballs) {
  mkdirSync(tarballs, { recursive: true })
  const missing = [...packages(projects)].filter(([sri]) => !existsSync(tarball(tarballs, sri)))
  const pack = (to, ids) => promisify(execFile)('npm', ['pack', '--silent', '--ignore-scripts', '--pack-destination', to, ...ids], { cwd: to, maxBuffer: 1 << 26 })
  const bring = async (chunk) => {
    const to = mkdtempSync(path.join(path.resolve(tarballs), '.fetch-'))
    // What the registry no longer has makes npm leave out the rest, too.
    await pack(to, chunk.map(([, id]) => id)).catch(async () => {
      for (const [, id] of chunk) await pack(to, [id]).catch(() => console.error(`${id}: the registry does not have it`))
    })
    for (const file of readdirSync(to)) {
      const body = readFileSync(path.join(to, file))
      const sri = ['sha512', 'sha256', 'sha1'].map((name) => `${name}-${createHash(name).update(body).digest('base64')}`).find((sri) => chunk.some(([wanted]) => wanted === sri))
      if (sri) renameSync(path.join(to, file), tarball(tarballs, sri))
    }
    rmSync(to, { recursive: true })
  }
  await Promise.all(Array.from({ length: CALLS }, async () => {
    while (missing.length) await bring(missing.splice(0, PER_CALL))
  }))
}

function lists (projects, tarballs, out) {
  const there = new Map([...packages(projects)].filter(([sri]) => existsSync(tarball(tarballs, sri))).map(([sri, id]) => [id, sri]))
  mkdirSync(out, { recursive: true })
  writeFileSync(path.join(out, 'list'), [...there].map(([id, sri]) => `${id}\t${tarball(tarballs, sri)}\n`).join(''))
  writeFileSync(path.join(out, 'cache.list'), [...there].map(([id, sri]) => `${id}\t${sri}\t${tarball(tarballs, sri)}\n`).join(''))
}

const [verb, ...operands] = process.argv.slice(2)
const verbs = { fetch, lists }
if (!verbs[verb] || operands.length !== verbs[verb].length) {
  console.error('usage: bun-projects.mjs fetch PROJECTS TARBALLS | lists PROJECTS TARBALLS OUT')
  process.exit(2)
}
await verbs[verb](...operands)
