// A package as a patch leaves it.
import { execFile } from 'node:child_process'
import { mkdirSync } from 'node:fs'
import path from 'node:path'
import { promisify } from 'node:util'

const run = promisify(execFile)

// Unpacks TARBALL into the new folder TO and applies the file PATCH there; returns TO.
export async function patchedFolder (tarball, patch, to) {
  mkdirSync(to, { recursive: true })
  await run('tar', ['-xzf', tarball, '-C', to, '--strip-components=1', '--no-same-owner'])
  await run('bash', ['-ec', 'source "$1"; applyPatch "$2"', 'bash', path.join(import.meta.dirname, '../../nix/tree/apply-patch.sh'), path.resolve(patch)], { cwd: to })
  return to
}
