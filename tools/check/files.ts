import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'

/** Top folders that hold what was made or stored, not what was written. */
const madeFolders = new Set(['dist', 'data', '.tmp'])

/**
 * All files of the tree at `root` that belong to the project, as paths with forward slashes, sorted. Links are not
 * followed. Git is not asked, so that planted trees in tests are seen as well.
 */
export function listFiles(root: string): string[] {
  const files: string[] = []
  const walk = (folder: string): void => {
    for (const entry of readdirSync(join(root, folder), { withFileTypes: true })) {
      const path = folder === '' ? entry.name : `${folder}/${entry.name}`
      if (entry.name === 'node_modules' || entry.name === '.git' || madeFolders.has(path)) continue
      if (entry.isDirectory()) walk(path)
      else if (entry.isFile() && !entry.name.endsWith('.log')) files.push(path)
    }
  }
  walk('')
  return files.sort()
}

/** The TypeScript files of the tree. */
export function listSources(root: string): string[] {
  return listFiles(root).filter((file) => /\.tsx?$/.test(file))
}

/** The text of one file of the tree. */
export function readText(root: string, file: string): string {
  return readFileSync(join(root, file), 'utf8')
}

/** The line, counted from 1, on which the character at `offset` stands. */
export function lineAt(text: string, offset: number): number {
  let line = 1
  for (let at = text.indexOf('\n'); at !== -1 && at < offset; at = text.indexOf('\n', at + 1)) line++
  return line
}
