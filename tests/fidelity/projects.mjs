// Makes folders of real projects, which are not in this repository.
//
// usage: node projects.mjs LIST REPOSITORIES PROJECTS
//
// PROJECTS/NAME is made of each line of LIST, REPOSITORY<TAB>LOCKFILE<TAB>COMMIT: the lockfile, all package.json files,
// commands, patches, tarballs and settings below its folder. REPOSITORIES/OWNER+NAME/repo is a git directory; without one, GitHub is asked.
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs'
import path from 'node:path'

const WANTED = /(^|\/)(package\.json|bunfig\.toml|pnpm-workspace\.yaml|\.npmrc|[^/]*\.patch|[^/]*\.tgz|bin\/.*|cli\.[cm]?js)$/

const [list, repositories, projects] = process.argv.slice(2)
if (!projects) {
  console.error('usage: projects.mjs LIST REPOSITORIES PROJECTS')
  process.exit(2)
}
for (const line of readFileSync(list, 'utf8').split('\n').filter((line) => line && !line.startsWith('#'))) {
  const [repository, lockfile, commit] = line.split('\t')
  const folder = path.dirname(lockfile)
  const to = path.join(projects, [repository.replace('/', '+'), ...folder === '.' ? [] : folder.split('/')].join('+'))
  if (existsSync(to)) continue
  let directory = path.join(repositories, repository.replace('/', '+'), 'repo')
  if (!existsSync(directory)) {
    directory = mkdtempSync(path.join(repositories, '.clone-'))
    execFileSync('git', ['clone', '--quiet', '--bare', `https://github.com/${repository}`, directory])
  }
  const git = (...args) => execFileSync('git', ['-c', 'safe.directory=*', '--git-dir', directory, ...args], { maxBuffer: 1 << 28 })
  const prefix = folder === '.' ? '' : `${folder}/`
  for (const entry of git('ls-tree', '-r', '-z', commit, '--', prefix || '.').toString().split('\0')) {
    const [, mode, file] = /^(\d+) blob [0-9a-f]+\t(.*)$/s.exec(entry) ?? []
    if (!file || mode === '120000' || (file !== lockfile && !WANTED.test(file)) || file.includes('node_modules/')) continue
    const target = path.join(to, file.slice(prefix.length))
    mkdirSync(path.dirname(target), { recursive: true })
    writeFileSync(target, git('show', `${commit}:${file}`), { mode: mode === '100755' ? 0o755 : 0o644 })
  }
}
