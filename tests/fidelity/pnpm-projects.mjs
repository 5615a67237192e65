// Small projects for each kind of thing that a pnpm-lock.yaml can say: files, and how they are installed.
import { pack } from './small-packages.mjs'

const root = (fields) => ({ name: 'app', version: '1.0.0', ...fields })
const workspace = (...lines) => ['packages:', "  - 'packages/*'", ...lines, ''].join('\n')
const script = '#!/usr/bin/env node\nconsole.log(1)\n'

const monorepo = {
  'package.json': root({ dependencies: { '@ws/a': 'workspace:*', framework: '1.0.0' }, devDependencies: { cli: '1.0.0', uncut: 'npm:shallow@1.0.0' } }),
  'packages/a/package.json': { name: '@ws/a', version: '1.0.0', bin: { 'a-cli': 'cli.js', cli: 'cli.js', 'no-x-bit': 'plain.js' }, dependencies: { b: 'workspace:*', plugin: '1.0.0', framework: '2.0.0', cli: '2.0.0' } },
  'packages/a/cli.js': [script, 0o755],
  'packages/a/plain.js': 'console.log(1)\n',
  'packages/b/package.json': { name: 'b', version: '1.0.0', bin: 'gone.js', dependencies: { 'deep-a': '1.0.0', framework: '1.0.0' }, devDependencies: { 'eslint-x': '1.0.0', plugin: '1.0.0' } },
  'packages/c/package.json': { name: 'c', version: '1.0.0', dependencies: { 'deep-b': '1.0.0', capital: '2.0.0' } },
  'packages/empty/package.json': { name: 'empty', version: '1.0.0' }
}

const hoisted = { 'package.json': root({ dependencies: { 'eslint-x': '1.0.0', 'needs-same': '1.0.0', cli: '2.0.0' } }) }

// NAME: { files: path to body or [body, mode], options of both }
export const projects = {
  graphs: { files: { 'package.json': root({ dependencies: { left: '1.0.0', selfish: '2.0.0', capital: '2.0.0', 'uses-capital': '1.0.0', 'deep-a': '1.0.0', 'other-root': '1.0.0', alias: 'npm:shallow@3.0.0', '@al/ias': 'npm:@scope/tool@1.0.0', scripted: '1.0.0', gyp: '1.0.0' } }) } },
  capitals: { files: { 'package.json': root({ dependencies: { Capital: '1.0.0', 'uses-capital': '1.0.0' } }) } },
  peers: { files: { 'package.json': root({ dependencies: { preset: '1.0.0', 'optional-peer': '1.0.0', framework: '2.0.0', 'a-package-with-a-name-that-is-so-long-that-a-folder-for-it-and-its-peers-has-to-be-cut': '1.0.0' } }) } },
  // Two bring the same command; their folders sort in another way than their names.
  'peers-twice': { files: { 'package.json': root({ dependencies: { plugin: '1.0.0', 'plugin-more': '1.0.0' } }) } },
  // The peer is a folder of the project: the importer itself, and another one.
  'peers-folder': {
    files: {
      'package.json': root({}),
      'packages/f/package.json': { name: 'framework', version: '1.5.0', bin: 'f.js', devDependencies: { plugin: '1.0.0' } },
      'packages/f/f.js': [script, 0o755],
      'packages/x/package.json': { name: 'x', version: '1.0.0', devDependencies: { framework: 'workspace:*', plugin: '1.0.0' } },
      'packages/z/package.json': { name: 'z', version: '1.0.0', devDependencies: { plugin: '1.0.0' } },
      'pnpm-workspace.yaml': workspace('linkWorkspacePackages: true', 'preferWorkspacePackages: true')
    }
  },
  'peers-alone': { files: { 'package.json': root({ dependencies: { preset: '1.0.0', 'optional-peer': '1.0.0' } }) } },
  bins: { files: { 'package.json': root({ dependencies: { cli: '1.0.0', '@scope/tool': '1.0.0', crlf: '1.0.0', 'folder-of-bins': '1.0.0', 'gone-bin': '1.0.0', 'odd-bins': '1.0.0', 'needs-same': '1.0.0', same: '1.0.0', zsame: '1.0.0', same_too: '1.0.0', 'also-same': '1.0.0', 'Same-Caps': '1.0.0', cli2: 'npm:cli@2.0.0' } }) } },
  bundled: { files: { 'package.json': root({ dependencies: { bundler: '1.0.0' } }) } },
  platforms: { files: { 'package.json': root({ dependencies: { native: '1.0.0' }, optionalDependencies: { 'required-darwin': '1.0.0', hidden: '1.0.0' } }) } },
  // Below what is left out there is something that a devDependency needs.
  'below-left-out': { files: { 'package.json': root({ dependencies: { 'needs-wasm': '1.0.0' }, devDependencies: { 'other-root': '1.0.0' } }) }, prod: true },
  engines: { files: { 'package.json': root({ dependencies: { 'wants-node': '1.0.0' } }) } },
  'engines-setting': { files: { 'package.json': root({ dependencies: { 'wants-node': '1.0.0' } }), 'pnpm-workspace.yaml': 'packages: ["."]\nnodeVersion: 99.1.0\n' } },
  'all-platforms': {
    files: {
      'package.json': root({ dependencies: { native: '1.0.0' } }),
      'pnpm-workspace.yaml': 'packages: ["."]\nsupportedArchitectures:\n  os: [current, darwin]\n  cpu: [x64, arm64]\n  libc: [musl]\n'
    }
  },
  workspace: { files: { ...monorepo, 'pnpm-workspace.yaml': workspace() } },
  'workspace-prod': { files: { ...monorepo, 'pnpm-workspace.yaml': workspace() }, prod: true },
  'workspace-importer': { files: { ...monorepo, 'pnpm-workspace.yaml': workspace() }, importer: 'packages/a' },
  // The first importer to have a name that only the others hoist: the one that is filtered, and pnpm 10's last are those with an .npmrc.
  'order-importer': {
    files: {
      'package.json': root({ dependencies: { 'deep-c': '1.0.0' } }),
      'packages/a/package.json': { name: '@ws/a', version: '1.0.0', dependencies: { plugin: '1.0.0', framework: '1.0.0', 'deep-a': '1.0.0' } },
      'packages/b/package.json': { name: '@ws/b', version: '1.0.0', dependencies: { framework: '2.0.0', cli: '1.0.0' } },
      'packages/z/package.json': { name: '@ws/z', version: '1.0.0', dependencies: { '@ws/a': 'workspace:*', cli: '2.0.0', shallow: '1.0.0' }, devDependencies: { '@ws/b': 'workspace:*' } },
      'pnpm-workspace.yaml': workspace()
    },
    importer: 'packages/z'
  },
  // What a filter takes with an importer are those that it has injected, too; the names of others are free.
  'injected-importer': {
    files: {
      'package.json': root({ dependencies: { shallow: '1.0.0' } }),
      'packages/a/package.json': { name: '@ws/a', version: '1.0.0', dependencies: { cli: '1.0.0' }, devDependencies: { shallow: '2.0.0' } },
      'packages/b/package.json': { name: '@ws/b', version: '1.0.0', dependencies: { '@ws/a': 'workspace:*' } },
      'packages/c/package.json': { name: '@ws/c', version: '1.0.0', dependencies: { '@ws/b': 'workspace:*' }, dependenciesMeta: { '@ws/b': { injected: true } } },
      'packages/z/package.json': { name: '@ws/z', version: '1.0.0', dependencies: { '@ws/a': 'workspace:*' }, dependenciesMeta: { '@ws/a': { injected: true } } },
      'pnpm-workspace.yaml': workspace('dedupeInjectedDeps: false')
    },
    importer: 'packages/z'
  },
  'order-npmrc': {
    files: {
      'package.json': root({ dependencies: { 'deep-a': '1.0.0' } }),
      '.npmrc': 'strict-peer-dependencies=false\n',
      'packages/a/package.json': { name: '@ws/a', version: '1.0.0', dependencies: { framework: '1.0.0' } },
      'packages/a/.npmrc': 'save-exact=true\n',
      'packages/b/package.json': { name: '@ws/b', version: '1.0.0', dependencies: { framework: '2.0.0', 'other-root': '1.0.0' } },
      'pnpm-workspace.yaml': workspace()
    }
  },
  'workspace-deduped': { files: { ...monorepo, 'pnpm-workspace.yaml': workspace('dedupeDirectDeps: true') } },
  'workspace-shamefully': { files: { ...monorepo, 'pnpm-workspace.yaml': workspace('shamefullyHoist: true') } },
  'local-packages': {
    files: {
      'package.json': root({ dependencies: { '@ws/a': 'workspace:*', 'in-folder': 'file:vendor/folder', 'in-tarball': 'file:vendor/in-tarball-1.0.0.tgz', linked: 'link:vendor/folder' }, dependenciesMeta: { '@ws/a': { injected: true } } }),
      'packages/a/package.json': { name: '@ws/a', version: '1.0.0', bin: 'cli.js', files: ['cli.js', 'lib'], peerDependencies: { framework: '*' }, dependencies: { cli: '1.0.0' }, devDependencies: { framework: '1.0.0' } },
      'packages/a/cli.js': [script, 0o755],
      'packages/a/lib/index.js': '',
      'packages/a/src/not-packed.js': '',
      'packages/a/README.md': 'a',
      'vendor/folder/package.json': { name: 'in-folder', version: '1.0.0', bin: 'x.js', dependencies: { hidden: '1.0.0' } },
      'vendor/folder/x.js': script,
      'vendor/folder/sub/y.js': '',
      'vendor/in-tarball-1.0.0.tgz': pack('in-tarball', '1.0.0', { bin: 'z.js', dependencies: { cli: '2.0.0' } }, { 'z.js': script }),
      'pnpm-workspace.yaml': workspace()
    }
  },
  // Addresses that a folder's name cannot have as they are: pnpm 11.28 and 12.7 escape a dot at the end, 11.28.5 and 12.10 add a hash.
  'odd-addresses': {
    files: {
      'package.json': root({ dependencies: { plus: 'file:plus+1.tgz', dot: 'file:dot.', Capital: 'file:Capital.tgz' } }),
      'plus+1.tgz': pack('plus', '1.0.0', {}, { 'x.js': '' }),
      'Capital.tgz': pack('capital', '1.0.0', {}, { 'x.js': '' }),
      'dot./package.json': { name: 'dot', version: '1.0.0' },
      'pnpm-workspace.yaml': workspace()
    }
  },
  // What would be published of them, and nothing else.
  'published-parts': {
    files: {
      'package.json': root({ dependencies: { '@ws/listed': 'workspace:*', ignoring: 'file:vendor/ignoring', git: 'file:vendor/git', globs: 'file:vendor/globs' }, dependenciesMeta: { '@ws/listed': { injected: true } } }),
      'packages/listed/package.json': { name: '@ws/listed', version: '1.0.0', main: './main.js', bin: { one: 'bin/one.js' }, files: ['lib', './data.json', '/top', '!lib/secret.js', 'gone', 'deep/kept.js'] },
      ...Object.fromEntries(['main.js', 'bin/one.js', 'bin/two.js', 'lib/a.js', 'lib/secret.js', 'lib/sub/b.js', 'lib/.hidden', 'data.json', 'top/c.js', 'other/top/d.js', 'other.js', 'README.md', 'readme', 'README.md~', 'LICENSE-MIT', 'License.txt', '.npmrc',
        'package-lock.json', 'deep/kept.js', 'deep/not.js', 'lib/x.orig', 'lib/.DS_Store', 'lib/node.js'].map((file) => [`packages/listed/${file}`, script])),
      'packages/listed/lib/.npmignore': 'sub\n',
      'packages/listed/deep/.gitignore': '*\n',
      'vendor/ignoring/package.json': { name: 'ignoring', version: '1.0.0' },
      'vendor/ignoring/.npmignore': '# what is not published\n\n/build\n*.test.js\ntmp/\n!tmp/kept.js\n  spaced.js  \nsrc/**/*.ts\n!src/types/*.ts\n[ab].js\n?.json\n',
      'vendor/ignoring/.gitignore': 'only-git.js\n',
      ...Object.fromEntries(['build/x.js', 'sub/build/y.js', 'a.test.js', 'sub/B.TEST.JS', 'tmp/a.js', 'tmp/kept.js', 'sub/tmp/b.js', 'spaced.js', 'src/a.ts', 'src/deep/er/b.ts', 'src/types/c.ts', 'a.js', 'c.js', 'x.json', 'xy.json', 'only-git.js', 'sub/package-lock.json', 'pnpm-lock.yaml',
        'sub/._x', '.idea/x', 'CHANGELOG.md'].map((file) => [`vendor/ignoring/${file}`, ''])),
      'vendor/git/package.json': { name: 'git', version: '1.0.0' },
      'vendor/git/.gitignore': 'dist\n*.log\n!important.log\n',
      'vendor/git/sub/.gitignore': '/here.js\n!a.log\n',
      'vendor/git/other/.npmignore': 'x.js\n',
      'vendor/git/other/.gitignore': 'y.js\n',
      ...Object.fromEntries(['dist/a.js', 'sub/dist/b.js', 'a.log', 'important.log', 'sub/a.log', 'sub/here.js', 'sub/in/here.js', 'other/x.js', 'other/y.js', 'yarn.lock'].map((file) => [`vendor/git/${file}`, ''])),
      'vendor/globs/package.json': { name: 'globs', version: '1.0.0', files: ['dist/**/*.{js,d.ts}', 'types/*', '**/*.css', '*.md', 'esm/index.?js', '!**/*.spec.js', 'folder/'] },
      ...Object.fromEntries(['dist/a.js', 'dist/in/b.js', 'dist/in/b.ts', 'dist/in/b.d.ts', 'dist/in/b.spec.js', 'types/x.d.ts', 'types/in/y.d.ts', 'style/a.css', 'a.css', 'a.md', 'esm/index.mjs', 'esm/index.js', 'folder/x', 'src/folder/y'].map((file) => [`vendor/globs/${file}`, ''])),
      'pnpm-workspace.yaml': workspace('dedupeInjectedDeps: false')
    }
  },
  patterns: { files: { ...hoisted, 'pnpm-workspace.yaml': "packages: ['.']\nhoistPattern: ['*', '!hidden']\npublicHoistPattern: ['*prettier*', '@types/*', '!*y']\n" } },
  'no-hoist': { files: { ...hoisted, 'pnpm-workspace.yaml': "packages: ['.']\nhoist: false\n" } },
  shamefully: { files: { ...hoisted, 'pnpm-workspace.yaml': "packages: ['.']\nshamefullyHoist: true\n" } },
  places: { files: { ...hoisted, 'pnpm-workspace.yaml': "packages: ['.']\nvirtualStoreDir: node_modules/.store\nvirtualStoreDirMaxLength: 60\n" } },
  settings: {
    files: {
      ...monorepo,
      'package.json': root({ dependencies: { '@ws/a': 'workspace:*', framework: '1.0.0', shallow: 'catalog:', cli: 'catalog:old' }, devDependencies: { uncut: 'npm:shallow@1.0.0' } }),
      'pnpm-workspace.yaml': workspace('catalog:', "  shallow: '3.0.0'", 'catalogs:', '  old:', "    cli: '1.0.0'", 'overrides:', "  deep-b: '1.0.0'", "  framework@2: '$framework'",
        'linkWorkspacePackages: true', 'minimumReleaseAge: 5', 'peersSuffixMaxLength: 500', 'allowBuilds:', '  scripted: false', 'packageExtensions:', '  cli:', '    dependencies:', "      shallow: '1.0.0'",
        'supportedArchitectures:', '  os: [current, darwin]')
    }
  },
  patched: {
    files: {
      'package.json': root({ dependencies: { 'scripted-cli': '1.0.0', cli: '2.0.0', crlf: '1.0.0', '@scope/tool': '1.0.0', 'other-root': '1.0.0' } }),
      'cli.patch': 'diff --git a/index.js b/index.js\n--- a/index.js\n+++ b/index.js\n@@ -1 +1 @@\n-module.exports = \'cli@2.0.0\'\n+module.exports = 1\n',
      // A file that git deleted without its contents, and one with LF in the patch alone.
      'crlf.patch': 'diff --git a/index.js b/index.js\ndeleted file mode 100644\nindex e69de29..0000000\n' +
        'diff --git a/x.js b/x.js\n--- a/x.js\n+++ b/x.js\n@@ -1,2 +1,2 @@\n #!/bin/sh\n-exit\n+exit 1\n',
      'pnpm-workspace.yaml': "packages: ['.']\npatchedDependencies:\n  cli@2.0.0: cli.patch\n  crlf@1.0.0: crlf.patch\n"
    }
  },
  // What the root links, of itself and of others, has the name of a package that others depend on.
  'links-itself': { files: { 'package.json': { name: 'deep-b', version: '9.0.0', dependencies: { 'deep-a': '1.0.0' }, devDependencies: { 'deep-b': 'link:.' } } } },
  'links-folder': {
    files: {
      'package.json': root({ dependencies: { 'deep-a': '1.0.0', 'deep-b': 'link:packages/deep-b' } }),
      'packages/deep-b/package.json': { name: 'deep-b', version: '9.0.0' }
    }
  },
  'links-shamefully': {
    files: {
      'package.json': root({ dependencies: { 'deep-a': '1.0.0', 'deep-b': 'link:packages/deep-b', 'deep-c': 'workspace:*' } }),
      'packages/deep-b/package.json': { name: 'deep-b', version: '9.0.0' },
      'packages/deep-c/package.json': { name: 'deep-c', version: '9.0.0' },
      'pnpm-workspace.yaml': workspace('shamefullyHoist: true')
    }
  },
  'links-root': {
    files: {
      'package.json': root({ bin: { 'app-cli': 'bin/cli.js' } }),
      'bin/cli.js': [script, 0o755],
      'packages/a/package.json': { name: '@ws/a', version: '1.0.0', dependencies: { app: 'link:../..', shallow: '1.0.0' } },
      'pnpm-workspace.yaml': workspace()
    }
  },
  'links-workspace': {
    files: {
      'package.json': root({ dependencies: { 'deep-a': '1.0.0', 'deep-b': 'workspace:*' } }),
      'packages/deep-b/package.json': { name: 'deep-b', version: '9.0.0' },
      'pnpm-workspace.yaml': workspace()
    }
  },
  // Windows' editors write it at the beginning of a file.
  'byte-order-mark': {
    files: {
      'package.json': root({ dependencies: { 'in-folder': 'file:vendor/folder' } }),
      'packages/a/package.json': '\ufeff{ "name": "marked", "version": "1.0.0", "bin": "cli.js", "dependencies": { "cli": "1.0.0" } }',
      'packages/a/cli.js': [script, 0o755],
      'vendor/folder/package.json': '\ufeff{ "name": "in-folder", "version": "1.0.0", "bin": "x.js" }',
      'vendor/folder/x.js': script,
      'pnpm-workspace.yaml': workspace('shamefullyHoist: true')
    }
  },
  'same-names': {
    files: {
      'package.json': root({ dependencies: { cli: '1.0.0' } }),
      ...Object.fromEntries(['m', 'c', 'z', 'a', 'k'].map((folder, i) => [`packages/${folder}/package.json`, { name: 'twin', version: `${i}.0.0` }])),
      'pnpm-workspace.yaml': workspace()
    }
  }
}
