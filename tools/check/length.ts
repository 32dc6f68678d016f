import { listSources, readText } from './files.ts'
import type { Finding } from './finding.ts'

const limit = 600

/** No source file is longer than 600 lines, but for the generated ones of database/. */
export function checkLength(root: string): Finding[] {
  return listSources(root).flatMap((file) => {
    if (file.startsWith('database/')) return []
    const text = readText(root, file)
    const lines = text.split('\n').length - (text.endsWith('\n') ? 1 : 0)
    return lines > limit ? [{ file, line: limit + 1, message: `${lines} lines; the limit is ${limit}: split it` }] : []
  })
}
