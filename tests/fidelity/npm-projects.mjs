// Small projects for each kind of thing that a package-lock.json can say: files, and options of both npm and node-modules.
import { pack } from './small-packages.mjs'

const root = (fields) => ({ name: 'app', version: '1.0.0', ...fields })
const script = '#!/usr/bin/env node\nconsole.log(1)\n'

const monorepo = {
  'package.json': root({
    workspaces: ['packages/*'],
    scripts: { 'says-one': 'cli' },
    files: ['index.js'],
    dependencies: { '@ws/a': '*', framework: '1.0.0' },
    devDependencies: { cli: '1.0.0', uncut: 'npm:shallow@1.0.0', 'deep-a': '1.0.0' },
    optionalDependencies: { native: '1.0.0' }
  }),
  'index.js': '',
  'packages/a/package.json': { name: '@ws/a', version: '1.0.0', bin: { 'a-cli': 'cli.js', 'no-x-bit': 'plain.js' }, scripts: { install: 'echo made > made' }, dependencies: { b: '*', plugin: '1.0.0', framework: '2.0.0', cli: '2.0.0' } },
  'packages/a/cli.js': [script, 0o755],
  'packages/a/plain.js': 'console.log(1)\n',
  'packages/b/package.json': { name: 'b', version: '1.0.0', bin: 'gone.js', dependencies: { 'deep-a': '1.0.0', framework: '1.0.0' }, devDependencies: { 'eslint-x': '1.0.0', plugin: '1.0.0' } },
  'packages/c/package.json': { name: 'c', version: '1.0.0', dependencies: { 'deep-b': '1.0.0', capital: '2.0.0' } },
  'packages/empty/package.json': { name: 'empty', version: '1.0.0' }
}

// NAME: { files: path to body or [body, mode], options, later: files that are changed after npm has locked them }
export const projects = {
  graphs: { files: { 'package.json': root({ dependencies: { left: '1.0.0', selfish: '2.0.0', capital: '2.0.0', 'uses-capital': '1.0.0', 'deep-a': '1.0.0', 'other-root': '1.0.0', alias: 'npm:shallow@3.0.0', '@al/ias': 'npm:@scope/tool@1.0.0', scripted: '1.0.0', gyp: '1.0.0' } }) } },
  peers: { files: { 'package.json': root({ dependencies: { preset: '1.0.0', 'optional-peer': '1.0.0', framework: '2.0.0', 'a-package-with-a-name-that-is-so-long-that-a-folder-for-it-and-its-peers-has-to-be-cut': '1.0.0' } }) } },
  'peers-omitted': { files: { 'package.json': root({ dependencies: { preset: '1.0.0', hidden: '1.0.0' } }) }, options: ['--omit=peer'] },
  bins: { files: { 'package.json': root({ dependencies: { cli: '1.0.0', '@scope/tool': '1.0.0', crlf: '1.0.0', 'folder-of-bins': '1.0.0', 'gone-bin': '1.0.0', 'odd-bins': '1.0.0', 'needs-same': '1.0.0', same: '1.0.0', zsame: '1.0.0', same_too: '1.0.0', 'also-same': '1.0.0', 'Same-Caps': '1.0.0', cli2: 'npm:cli@2.0.0' } }) } },
  // npm looks up what has no `resolved`.
  'bins-unresolved': { files: { '.npmrc': 'omit-lockfile-registry-resolved=true\n', 'package.json': root({ dependencies: { cli: '1.0.0', crlf: '1.0.0', '@scope/tool': '1.0.0' } }) } },
  bundled: { files: { 'package.json': root({ dependencies: { bundler: '1.0.0' } }) } },
  platforms: { files: { 'package.json': root({ dependencies: { native: '1.0.0' }, optionalDependencies: { 'required-darwin': '1.0.0', hidden: '1.0.0' } }) } },
  engines: { files: { 'package.json': root({ dependencies: { 'wants-node': '1.0.0' } }) } },
  // npm 11 has what is in it on every platform, npm 12 does not read the file of a package.
  shrinkwrapped: { files: { 'package.json': root({ dependencies: { shrinkwrapped: '1.0.0', hidden: '1.0.0' }, optionalDependencies: { native: '1.0.0' } }) } },
  'shrinkwrapped-optional': { files: { 'package.json': root({ dependencies: { hidden: '1.0.0' }, devDependencies: { shrinkwrapped: '1.0.0' } }) }, options: ['--omit=optional'] },
  'no-more-wanted': {
    files: { 'package.json': root({ dependencies: { left: '1.0.0', shallow: '1.0.0', 'deep-a': '1.0.0' }, devDependencies: { hidden: '1.0.0' } }) },
    later: { 'package.json': root({ dependencies: { hidden: '1.0.0' }, devDependencies: { shallow: '1.0.0' } }) },
    options: ['--omit=dev']
  },
  'optional-omitted': { files: { 'package.json': root({ dependencies: { native: '1.0.0' }, optionalDependencies: { hidden: '1.0.0' } }) }, options: ['--omit=optional'] },
  'other-platform': { files: { 'package.json': root({ dependencies: { hidden: '1.0.0' }, optionalDependencies: { '@native/darwin-arm64': '1.0.0' } }) } },
  'nothing-left': { files: { 'package.json': root({ devDependencies: { hidden: '1.0.0', '@scope/tool': '1.0.0', 'deep-a': '1.0.0' } }) }, options: ['--omit=dev'] },
  'inner-omitted': { files: { 'package.json': root({ dependencies: { left: '1.0.0', shallow: '1.0.0' }, devDependencies: { 'deep-a': '1.0.0' } }) }, options: ['--omit=dev'] },
  'in-two-groups': { files: { 'package.json': root({ dependencies: { left: '1.0.0' }, devDependencies: { left: '1.0.0', hidden: '1.0.0', capital: '2.0.0', shallow: '1.0.0' }, optionalDependencies: { capital: '2.0.0' }, peerDependencies: { hidden: '1', shallow: '1' }, peerDependenciesMeta: { hidden: { optional: true } } }) }, options: ['--omit=dev'] },
  workspace: { files: monorepo },
  'workspace-prod': { files: monorepo, options: ['--omit=dev'] },
  'local-packages': {
    files: {
      'package.json': root({ dependencies: { 'in-folder': 'file:vendor/folder', 'in-tarball': 'file:vendor/in-tarball-1.0.0.tgz' } }),
      'vendor/folder/package.json': { name: 'in-folder', version: '1.0.0', bin: 'x.js', dependencies: { hidden: '1.0.0' } },
      'vendor/folder/x.js': script,
      'vendor/folder/sub/y.js': '',
      'vendor/in-tarball-1.0.0.tgz': pack('in-tarball', '1.0.0', { bin: 'z.js', dependencies: { cli: '2.0.0' } }, { 'z.js': script })
    }
  }
}
