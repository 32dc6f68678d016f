import { listFiles, readText } from './files.ts'
import type { Finding } from './finding.ts'
import { isTest, placeOf, schemaOf } from './house.ts'
import { parseSource, type StringUse } from './parse.ts'

const tableFile = /^database\/tables\/([a-z0-9_]+)\.([a-z0-9_]+)\.txt$/

/**
 * No module reads another's tables. A table may be named, in SQL or in any string, only by the module that owns its
 * schema; the known tables are those listed in database/tables. An event that is called like a table is imported from
 * the contract of its module rather than written as a string.
 */
export function checkTables(root: string): Finding[] {
  const findings: Finding[] = []
  const files = listFiles(root)
  const tables = files.flatMap((file) => {
    const [, schema, table] = tableFile.exec(file) ?? []
    return schema && table ? [{ schema, table }] : []
  })
  if (tables.length === 0) return []
  const bySchema = Map.groupBy(tables, ({ schema }) => schema)
  const alternatives = [...bySchema].map(
    ([schema, list]) => `"?(?<![\\w.-])${schema}"?\\s*\\.\\s*"?(?:${list.map(({ table }) => table).join('|')})(?!\\w)`,
  )
  const mention = new RegExp(alternatives.join('|'), 'g')
  for (const file of files) {
    const { unit, height } = placeOf(file)
    if (height === undefined || isTest(file) || !/\.(?:tsx?|sql)$/.test(file)) continue
    const text = readText(root, file)
    const strings = file.endsWith('.sql') ? sqlLines(text) : parseSource(file, text).strings
    for (const { text: string, line } of strings) {
      for (const [found] of string.matchAll(mention)) {
        const name = found.replaceAll(/["\s]/g, '')
        if (name.split('.')[0] === schemaOf(unit)) continue
        findings.push({ file, line, message: `${name} is a table of another module: ask that module by its door` })
      }
    }
  }
  return findings
}

/** The lines of an SQL file without their comments. */
function sqlLines(text: string): StringUse[] {
  return text.split('\n').map((line, index) => ({ text: line.replace(/--.*$/, ''), line: index + 1 }))
}
