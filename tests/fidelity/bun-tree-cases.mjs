// Small projects for comparing trees: each is a bun.lock in short, from which bun-tree-project.mjs makes the project and
// its packages.
//
// A project: { workspaces, packages, files, overrides…, bun, layouts }
//   workspaces   as in bun.lock; each one's package.json says the same
//   packages     KEY: [ID, INFO, WHAT]: ID and INFO as in bun.lock; WHAT is what the package has besides package.json, as
//                in PACKAGE below. A version of its own makes another package.
//   files        what the project has besides: PATH: TEXT
//   lock         more fields of bun.lock
//   bun          the versions that can read it (default: all)
//   not          "VERSION LAYOUT": where bun fails
//   options      more options for both programs: { bun: [...], ours: [...] }

const bin = (text = 'x', newline = '\n') => `#!/usr/bin/env node${newline}console.log(${JSON.stringify(text)})${newline}`
const run = { 'bin/run.js': bin() }

export const PROJECTS = {
  hoisting: {
    workspaces: { '': { dependencies: { a: '1', b: '1', d: '1' }, devDependencies: { e: '1' } } },
    packages: {
      a: ['a@1.0.0', { dependencies: { c: '^1.0.0' } }],
      b: ['b@1.0.0', { dependencies: { c: '^2.0.0', '@s/x': '1' } }],
      c: ['c@1.0.0', {}],
      d: ['d@1.0.0', { dependencies: { b: '2' } }],
      e: ['e@1.0.0', { dependencies: { d: '1', c: '2' } }],
      '@s/x': ['@s/x@1.0.0', {}],
      'b/c': ['c@2.0.0', {}],
      'd/b': ['b@2.0.0', { dependencies: { c: '2' } }],
      'e/c': ['c@2.0.0', {}],
      'd/b/c': ['c@2.0.0', {}]
    }
  },
  // What one platform does not have makes room: the places are not those of bun.lock.
  platforms: {
    workspaces: { '': { dependencies: { a: '1', b: '1' }, optionalDependencies: { gone: '1', 'for-musl': '1' } } },
    packages: {
      a: ['a@1.0.0', { optionalDependencies: { native: '1', other: '1' } }],
      b: ['b@1.0.0', { dependencies: { x: '2' } }],
      'for-musl': ['for-musl@1.0.0', { os: 'linux', libc: 'musl' }],
      gone: ['gone@1.0.0', { os: ['darwin', 'win32'], dependencies: { x: '1' } }],
      native: ['native@1.0.0', { os: 'linux', cpu: ['x64', 'arm64'] }],
      other: ['other@1.0.0', { os: '!linux' }],
      x: ['x@1.0.0', {}],
      'b/x': ['x@2.0.0', {}]
    }
  },
  bins: {
    workspaces: { '': { dependencies: { '@s/one': '1', map: '1', dir: '1', same: '1', bad: '1', alias: 'npm:@s/one@1', crlf: '1' } } },
    packages: {
      '@s/one': ['@s/one@1.0.0', { bin: 'bin/run.js' }, run],
      alias: ['@s/one@1.0.0', { bin: 'bin/run.js' }, run],
      bad: ['bad@1.0.0', { bin: { missing: 'bin/none.js', up: '../../up.js', 'x/slash': './bin/run.js', folder: 'bin' } }, run],
      crlf: ['crlf@1.0.0', { bin: { crlf: 'run.sh' } }, { 'run.sh': bin('y', '\r\n') }],
      dir: ['dir@1.0.0', { binDir: './bin' }, { 'bin/d1': bin(), 'bin/d2.js': bin(), 'bin/sub/no': bin() }],
      map: ['map@1.0.0', { bin: { m1: './bin/run.js', m2: 'bin/run.js', same: 'bin/run.js' } }, run],
      same: ['same@1.0.0', { bin: { same: 'bin/run.js', m1: 'bin/run.js' } }, run]
    }
  },
  // Of two packages with one command, whose it is.
  sameBins: {
    lock: { configVersion: 1 },
    workspaces: {
      '': { dependencies: { 'z-root': '1', 'k-root': '1', 'f-root': 'file:./f-root' }, peerDependencies: { 'y-peer': '1', 'w-both': '1' }, devDependencies: { 'a-tool': 'workspace:*', holder: '1', 'x-dev': '1', 'w-both': '1' }, optionalDependencies: { 'w-optional': '1' } },
      'apps/web': { name: 'web', dependencies: { 'm-web': '1', inner: '2', 'q-web': '1', 'e-alias': 'npm:v-alias@1' }, peerDependencies: { 'w-peer': '1' }, bin: { r4: 'run.js' } },
      'packages/other': { name: 'b-other', version: '1.0.0', bin: { r2: 'run.js', r4: 'run.js', r6: 'run.js' } },
      'packages/tool': { name: 'a-tool', version: '1.0.0', bin: { r1: 'run.js', r3: 'run.js' } }
    },
    packages: {
      'a-inner': ['a-inner@1.0.0', { bin: { t1: 'bin/run.js', t2: 'bin/run.js', t3: 'bin/run.js', t4: 'bin/run.js', t5: 'bin/run.js', r3: 'bin/run.js', p1: 'bin/run.js', p2: 'bin/run.js', p3: 'bin/run.js', p4: 'bin/run.js', p5: 'bin/run.js' } }, run],
      'a-tool': ['a-tool@workspace:packages/tool'],
      'b-other': ['b-other@workspace:packages/other'],
      deep: ['deep@1.0.0', { bin: { i1: 'bin/run.js' } }, run],
      'e-alias': ['v-alias@1.0.0', { bin: { p4: 'bin/run.js' } }, run],
      'f-root': ['f-root@file:f-root', { bin: { t5: 'run.js', r5: 'run.js' } }],
      'g-inner': ['g-inner@1.0.0', { bin: { r1: 'bin/run.js', r2: 'bin/run.js', r5: 'bin/run.js', r6: 'bin/run.js' } }, run],
      holder: ['holder@1.0.0', { dependencies: { 'a-inner': '1', 'g-inner': '1', inner: '1', 'v-alias': '1' } }],
      inner: ['inner@1.0.0', { dependencies: { low: '1' }, bin: { i1: 'bin/run.js' } }, run],
      'k-root': ['k-root@1.0.0', { bin: { t2: 'bin/run.js', t6: 'bin/run.js' }, dependencies: { inner: '3' } }, run],
      low: ['low@1.0.0', {}],
      'm-web': ['m-web@1.0.0', { bin: { t1: 'bin/run.js', t2: 'bin/run.js', t6: 'bin/run.js' }, dependencies: { low: '1' } }, run],
      'q-web': ['q-web@1.0.0', {}],
      'v-alias': ['v-alias@1.0.0', { bin: { p4: 'bin/run.js' } }, run],
      'w-both': ['w-both@1.0.0', { bin: { p1: 'bin/run.js' } }, run],
      'w-optional': ['w-optional@1.0.0', { bin: { p2: 'bin/run.js' } }, run],
      'w-peer': ['w-peer@1.0.0', { bin: { p3: 'bin/run.js' } }, run],
      web: ['web@workspace:apps/web'],
      'x-dev': ['x-dev@1.0.0', { bin: { t3: 'bin/run.js', r1: 'bin/run.js', r2: 'bin/run.js', r4: 'bin/run.js' } }, run],
      'y-peer': ['y-peer@1.0.0', { bin: { t4: 'bin/run.js' } }, run],
      'z-root': ['z-root@1.0.0', { bin: { t1: 'bin/run.js', t5: 'bin/run.js' } }, run],
      'k-root/inner': ['inner@3.0.0', { dependencies: { low: '3', 'a-in': '1' }, bin: { i1: 'bin/run.js' } }, run],
      'web/inner': ['inner@2.0.0', { dependencies: { low: '2', deep: '1' }, bin: { i1: 'bin/run.js' } }, run],
      'web/inner/low': ['low@2.0.0', { bin: { i1: 'bin/run.js' } }, run],
      'k-root/inner/low': ['low@3.0.0', { bin: { i1: 'bin/run.js' } }, run],
      'a-in': ['a-in@1.0.0', { bin: { i1: 'bin/run.js' } }, run]
    },
    files: { 'f-root/package.json': '{"name":"f-root","version":"1.0.0","bin":{"t5":"run.js","r5":"run.js"}}', 'f-root/run.js': bin(), 'packages/tool/run.js': bin(), 'packages/other/run.js': bin(), 'apps/web/run.js': bin() }
  },
  // The same, where each package has its own.
  sameBinsOfGroups: {
    lock: { configVersion: 1 },
    workspaces: {
      '': { dependencies: { 'a-peer': '1', pk: '1' } },
      w: { name: 'w', dependencies: { 'c-dep': '1', 'm-dep': '1', 'z-dep': '1' }, devDependencies: { 'b-dev': '1', 'n-dev': '1' }, optionalDependencies: { 'k-opt': '1', 'd-opt': '1' }, peerDependencies: { 'a-peer': '1' } }
    },
    packages: {
      'a-peer': ['a-peer@1.0.0', { bin: { x1: 'bin/run.js', x9: 'bin/run.js' } }, run],
      'b-dev': ['b-dev@1.0.0', { bin: { x2: 'bin/run.js' } }, run],
      'c-dep': ['c-dep@1.0.0', { bin: { x3: 'bin/run.js' } }, run],
      'd-opt': ['d-opt@1.0.0', { bin: { x5: 'bin/run.js', x4: 'bin/run.js' } }, run],
      'k-opt': ['k-opt@1.0.0', { bin: { x6: 'bin/run.js', x9: 'bin/run.js' } }, run],
      'm-dep': ['m-dep@1.0.0', { bin: { x2: 'bin/run.js', x5: 'bin/run.js' } }, run],
      'n-dev': ['n-dev@1.0.0', { bin: { x3: 'bin/run.js', x4: 'bin/run.js', x6: 'bin/run.js' } }, run],
      pk: ['pk@1.0.0', { dependencies: { 'z-dep': '1', 'm-dep': '1' }, optionalDependencies: { 'd-opt': '1' }, peerDependencies: { 'a-peer': '1' } }],
      w: ['w@workspace:w'],
      'z-dep': ['z-dep@1.0.0', { bin: { x1: 'bin/run.js' } }, run]
    }
  },
  // A dependency of the project counts where it is itself, not for others of its name.
  nestedBins: {
    workspaces: {
      '': { dependencies: { 'a-tr': '1', hold3: '2', holder: '1', holder2: '1', zdir: '1' } },
      'apps/web': { name: 'web', dependencies: { hold3: '1', inner: '2', pkgd: '1', zdir: '2' } },
      'packages/other': { name: 'b-other', version: '1.0.0', dependencies: { pkgd: '2' } }
    },
    packages: {
      'a-tr': ['a-tr@1.0.0', {}],
      'a-zzz': ['a-zzz@1.0.0', {}],
      'b-other': ['b-other@workspace:packages/other'],
      hold3: ['hold3@2.0.0', {}],
      holder: ['holder@1.0.0', { dependencies: { 'a-zzz': '1' } }],
      holder2: ['holder2@1.0.0', { dependencies: { 'a-zzz': '2', inner: '3', pkgd: '2' } }],
      inner: ['inner@2.0.0', {}],
      pkgd: ['pkgd@1.0.0', {}],
      web: ['web@workspace:apps/web'],
      zdir: ['zdir@1.0.0', {}],
      'b-other/pkgd': ['pkgd@2.0.0', { bin: { j2: 'bin/run.js' } }, run],
      'holder2/a-zzz': ['a-zzz@2.0.0', { bin: { j1: 'bin/run.js', j2: 'bin/run.js' } }, run],
      'holder2/inner': ['inner@3.0.0', { bin: { j1: 'bin/run.js' } }, run],
      'holder2/pkgd': ['pkgd@2.0.0', { bin: { j2: 'bin/run.js' } }, run],
      'web/a-tr': ['a-tr@2.0.0', { bin: { j3: 'bin/run.js' } }, run],
      'web/hold3': ['hold3@1.0.0', { dependencies: { 'a-tr': '2' } }],
      'web/zdir': ['zdir@2.0.0', { bin: { j3: 'bin/run.js' } }, run]
    }
  },
  // e and u need each other, e's optional peer j is only x's, and z comes after e. Before 1.3.13 there are two of u.
  loop: {
    workspaces: { '': { dependencies: { e: '1', x: '1', z: '1' } } },
    packages: {
      e: ['e@1.0.0', { dependencies: { u: '1' }, peerDependencies: { j: '*' }, optionalPeers: ['j'] }],
      j: ['j@1.0.0', {}],
      u: ['u@1.0.0', { dependencies: { v: '1' }, peerDependencies: { e: '*' } }],
      v: ['v@1.0.0', {}],
      x: ['x@1.0.0', { dependencies: { j: '1' } }],
      z: ['z@1.0.0', { dependencies: { u: '1' }, peerDependencies: { e: '*' } }]
    }
  },
  peers: {
    workspaces: { '': { dependencies: { app: '1', old: '1', p: '2', q: '1' } } },
    packages: {
      app: ['app@1.0.0', { dependencies: { 'needs-p': '1', middle: '1' } }],
      middle: ['middle@1.0.0', { dependencies: { 'needs-p': '1', 'needs-none': '1' }, peerDependencies: { q: '*' } }],
      'needs-none': ['needs-none@1.0.0', { peerDependencies: { nowhere: '1', p: '*' }, optionalPeers: ['nowhere'] }],
      'needs-p': ['needs-p@1.0.0', { peerDependencies: { p: '1 || 2', r: '1' }, optionalPeers: ['r'], bin: 'bin/run.js' }, run],
      old: ['old@1.0.0', { dependencies: { 'needs-p': '1', p: '1', r: '1' } }],
      p: ['p@2.0.0', { peerDependencies: { q: '>=1' } }],
      q: ['q@1.0.0', {}],
      r: ['r@1.0.0', {}],
      'old/p': ['p@1.0.0', {}]
    }
  },
  // What a package needs itself, its peer of that name is, wherever it is.
  ownPeers: {
    workspaces: { '': { dependencies: { a: '1', b: '1', c: '1', p: '1' } } },
    packages: {
      a: ['a@1.0.0', { dependencies: { p: '2', both: '1' } }],
      b: ['b@1.0.0', { dependencies: { p: '2', unlike: '1' } }],
      both: ['both@1.0.0', { dependencies: { p: '^2.0.0' }, peerDependencies: { p: '^2.0.0' } }],
      c: ['c@1.0.0', { dependencies: { p: '2', maybe: '1' } }],
      maybe: ['maybe@1.0.0', { optionalDependencies: { p: '^2.0.0' }, peerDependencies: { p: '^2.0.0' } }],
      p: ['p@1.0.0', {}],
      unlike: ['unlike@1.0.0', { dependencies: { p: '^3.0.0' }, peerDependencies: { p: '^2.0.0' } }],
      'a/p': ['p@2.0.0', {}],
      'b/p': ['p@2.0.0', {}],
      'both/p': ['p@2.0.0', {}],
      'c/p': ['p@2.0.0', {}],
      'maybe/p': ['p@2.0.0', {}],
      'unlike/p': ['p@3.0.0', {}]
    }
  },
  cycles: {
    workspaces: { '': { dependencies: { a: '1', list: '1' } } },
    packages: {
      a: ['a@1.0.0', { dependencies: { b: '1' } }],
      b: ['b@1.0.0', { dependencies: { c: '1' }, peerDependencies: { a: '1' } }],
      c: ['c@1.0.0', { dependencies: { a: '1' } }],
      db: ['db@1.0.0', { peerDependencies: { list: '>= 1' }, bin: { db: 'bin/run.js' } }, run],
      list: ['list@1.0.0', { dependencies: { db: '1' }, bin: { list: 'bin/run.js' } }, run]
    }
  },
  aliases: {
    workspaces: { '': { dependencies: { cjs: 'npm:x@1', esm: 'npm:x@2', x: '3', y: '1' } } },
    packages: {
      cjs: ['x@1.0.0', {}],
      esm: ['x@2.0.0', { bin: { x2: 'bin/run.js' } }, run],
      x: ['x@3.0.0', {}],
      y: ['y@1.0.0', { dependencies: { 'x-again': 'npm:x@2', x: '1' } }],
      'x-again': ['x@2.0.0', { bin: { x2: 'bin/run.js' } }, run],
      'y/x': ['x@1.0.0', {}]
    }
  },
  // bun 1.2 puts the link in the package's place.
  ownName: {
    workspaces: { '': { dependencies: { x: '2' } } },
    packages: { x: ['x@2.0.0', { dependencies: { x: '1' } }], 'x/x': ['x@1.0.0', {}] },
    bun: ['1.3', '1.4']
  },
  workspaces: {
    lock: { configVersion: 1 },
    workspaces: {
      '': { dependencies: { t: '1' }, devDependencies: { tool: 'workspace:*' } },
      'apps/web': { name: '@app/web', dependencies: { lib: 'workspace:*', x: '2' }, devDependencies: { t: '1' } },
      'packages/lib': { name: 'lib', version: '1.0.0', dependencies: { x: '1' }, peerDependencies: { t: '1' } },
      'packages/tool': { name: 'tool', version: '1.0.0', bin: { tool: 'run.js' }, dependencies: { lib: '^1.0.0' } }
    },
    packages: {
      '@app/web': ['@app/web@workspace:apps/web'],
      lib: ['lib@workspace:packages/lib'],
      t: ['t@1.0.0', { bin: 'bin/run.js' }, run],
      tool: ['tool@workspace:packages/tool'],
      x: ['x@1.0.0', {}],
      '@app/web/x': ['x@2.0.0', { peerDependencies: { t: '*' } }]
    },
    files: { 'packages/tool/run.js': bin() }
  },
  bundled: {
    workspaces: { '': { dependencies: { bundler: '1', inner: '1' } } },
    packages: {
      bundler: ['bundler@1.0.0', { dependencies: { inner: '2', outer: '1' } }, { 'node_modules/inner/package.json': '{"name":"inner","version":"2.0.0"}' }],
      inner: ['inner@1.0.0', {}],
      outer: ['outer@1.0.0', {}],
      'bundler/inner': ['inner@2.0.0', { bundled: true }]
    }
  },
  sources: {
    workspaces: { '': { dependencies: { folder: 'file:./vendor/folder', local: './local-1.0.0.tgz', long: `http://packages.example/${'long/'.repeat(20)}l.tgz`, remote: 'http://packages.example/remote-1.0.0.tgz', hub: 'github:owner/hub#abc1234', x: '1' } } },
    packages: {
      folder: ['folder@file:vendor/folder', { dependencies: { x: '1' }, bin: { folder: 'run.js' } }],
      hub: ['hub@github:owner/hub#abc1234', { dependencies: { x: '1' } }, {}, 'owner-hub-abc1234'],
      long: [`long@http://packages.example/${'long/'.repeat(20)}l.tgz`, { peerDependencies: { x: '1' } }],
      local: ['local@./local-1.0.0.tgz', { peerDependencies: { x: '1' } }],
      remote: ['remote@http://packages.example/remote-1.0.0.tgz', { bin: 'bin/run.js' }, run],
      x: ['x@1.0.0', {}]
    },
    files: { 'vendor/folder/package.json': '{"name":"folder","version":"1.0.0","bin":{"folder":"run.js"},"dependencies":{"x":"1"}}', 'vendor/folder/run.js': bin() }
  },
  native: {
    workspaces: { '': { dependencies: { esbuild: '1', uses: '1' } } },
    packages: {
      '@esbuild/linux-arm64': ['@esbuild/linux-arm64@1.0.0', { os: 'linux', cpu: 'arm64' }, { 'bin/esbuild': 'arm64\n' }],
      '@esbuild/linux-x64': ['@esbuild/linux-x64@1.0.0', { os: 'linux', cpu: 'x64' }, { 'bin/esbuild': 'x64\n' }],
      esbuild: ['esbuild@1.0.0', { optionalDependencies: { '@esbuild/linux-arm64': '1.0.0', '@esbuild/linux-x64': '1.0.0' }, bin: { esbuild: 'bin/esbuild' } }, { 'bin/esbuild': bin() }],
      uses: ['uses@1.0.0', { dependencies: { esbuild: '2' } }],
      'uses/esbuild': ['esbuild@2.0.0', { optionalDependencies: { '@esbuild/linux-x64': '2.0.0' }, bin: { esbuild: 'bin/esbuild' } }, { 'bin/esbuild': bin() }],
      'uses/esbuild/@esbuild/linux-x64': ['@esbuild/linux-x64@2.0.0', { os: 'linux', cpu: 'x64' }, { 'bin/esbuild': 'x64 2\n' }]
    }
  },
  catalogs: {
    lock: { configVersion: 1, catalog: { x: '^1.0.0' }, catalogs: { next: { x: '^2.0.0' } } },
    workspaces: {
      '': { workspaces: { packages: ['w'], catalog: { x: '^1.0.0' }, catalogs: { next: { x: '^2.0.0' } } }, dependencies: { x: 'catalog:' } },
      w: { name: 'w', dependencies: { x: 'catalog:next', y: '1' }, peerDependencies: { z: '1' }, optionalPeers: ['z'] }
    },
    packages: {
      w: ['w@workspace:w'],
      x: ['x@1.0.0', {}],
      y: ['y@1.0.0', { peerDependencies: { x: '^2.0.0' } }],
      'w/x': ['x@2.0.0', {}]
    }
  },
  production: {
    workspaces: { '': { dependencies: { a: '1' }, devDependencies: { b: '1', c: '1', e: '1', f: '1' }, optionalDependencies: { o: '1' }, peerDependencies: { e: '1', f: '1' }, optionalPeers: ['e'] } },
    packages: {
      a: ['a@1.0.0', { dependencies: { c: '2' } }],
      b: ['b@1.0.0', { dependencies: { d: '1' } }],
      c: ['c@1.0.0', {}],
      d: ['d@1.0.0', {}],
      e: ['e@1.0.0', {}],
      f: ['f@1.0.0', {}],
      o: ['o@1.0.0', { dependencies: { d: '2' } }],
      'a/c': ['c@2.0.0', {}],
      'o/d': ['d@2.0.0', {}]
    },
    options: { bun: ['--production'], ours: ['--prod'] }
  },
  // A workspace needs for its work what others need to run.
  productionPeers: {
    workspaces: {
      '': { dependencies: { a: '1', core: '1', old: '1' }, devDependencies: { y: '1', z: '1' } },
      plugin: { name: 'plugin', dependencies: { x: '1' }, devDependencies: { core: '1', far: '1', old: '2', only: '1', must: '1' }, peerDependencies: { core: '>=1', far: '1', only: '>=1', old: '2', must: '>=1' }, optionalPeers: ['core', 'far', 'old', 'only'] }
    },
    packages: {
      a: ['a@1.0.0', { dependencies: { far: '1' } }],
      core: ['core@1.0.0', {}],
      far: ['far@1.0.0', {}],
      must: ['must@1.0.0', {}],
      old: ['old@1.0.0', {}],
      only: ['only@1.0.0', {}],
      plugin: ['plugin@workspace:plugin'],
      x: ['x@1.0.0', { dependencies: { w: '1' }, peerDependencies: { y: '1', far: '1' }, optionalPeers: ['y', 'far'] }],
      y: ['y@1.0.0', {}],
      z: ['z@1.0.0', {}],
      w: ['w@1.0.0', { dependencies: { z: '1' }, peerDependencies: { z: '1', y: '1' }, optionalPeers: ['z', 'y'] }],
      'plugin/old': ['old@2.0.0', {}]
    },
    options: { bun: ['--production'], ours: ['--prod'] }
  },
  // A peer that may be any version, and one that no version of the lockfile satisfies.
  anyPeers: {
    workspaces: {
      '': { dependencies: { ex: '1', n: '1', none: '1', some: '1', star: '1', z1: '1' } },
      web: { name: 'web', dependencies: { p: '1', q: '2', z: '1' } },
      other: { name: 'other', dependencies: { p: '2', q: '1', z: '3' } }
    },
    packages: {
      ex: ['ex@1.0.0', { peerDependencies: { p: 'x' } }],
      n: ['n@1.0.0', { dependencies: { n2: '1' } }],
      n2: ['n2@1.0.0', { peerDependencies: { p: '*', q: '*' } }],
      none: ['none@1.0.0', { peerDependencies: { p: '^7.0.0', q: '^7.0.0' } }],
      other: ['other@workspace:other'],
      p: ['p@1.0.0', {}],
      q: ['q@2.0.0', {}],
      some: ['some@1.0.0', { peerDependencies: { p: '>=1' } }],
      star: ['star@1.0.0', { peerDependencies: { p: '*', q: '*' } }],
      web: ['web@workspace:web'],
      z: ['z@1.0.0', {}],
      z1: ['z1@1.0.0', { dependencies: { z: '2' }, peerDependencies: { p: '*' } }],
      'none/q': ['q@1.0.0', {}],
      'other/p': ['p@2.0.0', {}],
      'other/q': ['q@1.0.0', {}],
      'other/z': ['z@3.0.0', {}],
      'z1/z': ['z@2.0.0', { peerDependencies: { p: '*' } }]
    }
  },
  // A package stays beside its peer where the project's own folder has another one, and that is nothing but a peer.
  peersAlone: {
    workspaces: { '': { dependencies: { a: '1', e: '1', nx: '1' } } },
    packages: {
      a: ['a@1.0.0', { peerDependencies: { less: '^4', sass: '^4' }, optionalPeers: ['less'] }],
      e: ['e@1.0.0', { dependencies: { f: '1' } }],
      f: ['f@1.0.0', { dependencies: { stylus: '4' }, peerDependencies: { stylus: '4' } }],
      less: ['less@4.6.0', {}],
      'less-loader': ['less-loader@1.0.0', { peerDependencies: { less: '^3 || ^4' } }],
      nx: ['nx@1.0.0', { dependencies: { less: '>=4 <4.6', 'less-loader': '1', sass: '>=4 <4.6', 'sass-loader': '1', stylus: '>=4 <4.6', 'stylus-loader': '1' } }],
      sass: ['sass@4.6.0', {}],
      'sass-loader': ['sass-loader@1.0.0', { peerDependencies: { sass: '^3 || ^4' } }],
      stylus: ['stylus@4.6.0', {}],
      'stylus-loader': ['stylus-loader@1.0.0', { peerDependencies: { stylus: '^3 || ^4' } }],
      'nx/less': ['less@4.5.0', {}],
      'nx/sass': ['sass@4.5.0', {}],
      'nx/stylus': ['stylus@4.5.0', {}]
    }
  },
  filtered: {
    workspaces: {
      '': { dependencies: { a: '1' } },
      one: { name: 'one', dependencies: { b: '1', two: 'workspace:*' } },
      three: { name: 'three', dependencies: { b: '2', d: '1' } },
      two: { name: 'two', dependencies: { c: '1' } }
    },
    packages: {
      a: ['a@1.0.0', {}],
      b: ['b@1.0.0', {}],
      c: ['c@1.0.0', {}],
      d: ['d@1.0.0', {}],
      one: ['one@workspace:one'],
      three: ['three@workspace:three'],
      two: ['two@workspace:two'],
      'three/b': ['b@2.0.0', {}]
    },
    options: { bun: ['--filter', './one'], ours: ['--importer', 'one'] }
  },
  // With the isolated linker and no network, bun 1.2 does not come to an end and 1.3 fails.
  patched: {
    not: ['1.2 isolated', '1.3 isolated'],
    workspaces: { '': { patchedDependencies: { 'a@1.0.0': 'patches/a.patch' }, dependencies: { a: '1', b: '1' } } },
    packages: {
      a: ['a@1.0.0', {}, { 'index.js': 'one\n', 'same.js': 'same\n', 'end.js': 'one\ntwo', 'cut.js': 'one\ntwo\n', 'gone.js': 'gone\n' }],
      b: ['b@1.0.0', { dependencies: { a: '1' } }]
    },
    lock: { patchedDependencies: { 'a@1.0.0': 'patches/a.patch' } },
    files: {
      'patches/a.patch': [
        'diff --git a/index.js b/index.js', 'index 5626abf..f719efd 100644', '--- a/index.js', '+++ b/index.js', '@@ -1 +1 @@', '-one', '+two',
        'diff --git a/end.js b/end.js', 'index 5626abf..f719efd 100644', '--- a/end.js', '+++ b/end.js', '@@ -1,2 +1,3 @@', ' one', '-two',
        '\\ No newline at end of file', '+two', '+three', 'diff --git a/cut.js b/cut.js', 'index 5626abf..f719efd 100644', '--- a/cut.js', '+++ b/cut.js',
        '@@ -1,2 +1 @@', '-one', ' two', 'diff --git a/new.js b/new.js', 'new file mode 100755', 'index 0000000..f719efd', '--- /dev/null',
        '+++ b/new.js', '@@ -0,0 +1,2 @@', '+#!/usr/bin/env node', '+1', '\\ No newline at end of file', 'diff --git a/gone.js b/gone.js',
        'deleted file mode 100644', 'index 5626abf..0000000', '--- a/gone.js', '+++ /dev/null', '@@ -1 +0,0 @@', '-gone', ''].join('\n')
    }
  },
  overrides: {
    lock: { lockfileVersion: 3, overrides: { x: '1.0.0', a: { y: '1.0.0' } } },
    workspaces: { '': { overrides: { x: '1.0.0', a: { y: '1.0.0' } }, dependencies: { a: '1', b: '1' } } },
    packages: {
      a: ['a@1.0.0', { dependencies: { x: '^2.0.0', y: '^2.0.0' } }],
      b: ['b@1.0.0', { dependencies: { y: '^2.0.0' }, peerDependencies: { x: '2' } }],
      x: ['x@1.0.0', {}],
      y: ['y@1.0.0', {}],
      'b/y': ['y@2.0.0', {}]
    },
    bun: ['1.4']
  }
}
