import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { onTestFinished } from 'vitest'

/** Makes a tree of files for one test, gone when the test is over; returns its root. */
export function plant(files: Record<string, string>): string {
  const root = mkdtempSync(join(tmpdir(), 'yiwang-tree-'))
  onTestFinished(() => rmSync(root, { recursive: true, force: true }))
  add(root, files)
  return root
}

/** Adds files to a planted tree. */
export function add(root: string, files: Record<string, string>): void {
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, file)), { recursive: true })
    writeFileSync(join(root, file), text)
  }
}
