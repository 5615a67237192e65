// usage: node complete-lock.mjs    (after `npm install --package-lock-only`)
//
// `npm ci` wants every optional platform package in the lock, but a registry that keeps only this machine's
// platforms lets npm write none of the others. Adds them: never installed, so version, os and cpu are enough.
import { readFileSync, writeFileSync } from 'node:fs'

const file = new URL('package-lock.json', import.meta.url)
const lock = JSON.parse(readFileSync(file, 'utf8'))

for (const { optionalDependencies = {} } of Object.values(lock.packages)) {
  for (const [name, version] of Object.entries(optionalDependencies)) {
    const [, os, cpu, libc] = /[.-](android|darwin|freebsd|linux|netbsd|openbsd|win32)-([a-z0-9]+)(?:-([a-z]+))?$/.exec(name) ?? []
    if (os == null) continue
    lock.packages[`node_modules/${name}`] ??= {
      version, optional: true, os: [os], cpu: [cpu], ...libc && { libc: [libc] }
    }
  }
}
lock.packages = Object.fromEntries(Object.entries(lock.packages).sort(([a], [b]) => a < b ? -1 : 1))
writeFileSync(file, JSON.stringify(lock, null, 2) + '\n')
