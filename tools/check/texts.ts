import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { type ESTree, parseSync } from 'vite'
import { lineAt, listFiles, readText } from './files.ts'
import type { Finding } from './finding.ts'

/** What ties a file to one machine or one network. */
const ties: readonly { pattern: RegExp; what: string }[] = [
  // Not after a letter, a dot or a closing brace: there it is the middle of an address or of a relative path.
  { pattern: /(?<![\w.})\]-])\/(?:work|home|Users)\/[\w.${<-]/g, what: 'an absolute path of one machine' },
  { pattern: /(?<![\w.})\]-])\/tmp\/bash/g, what: 'an absolute path of one machine' },
  { pattern: /registry\.(?:npmjs|npmmirror|yarnpkg)\./g, what: 'the host of a package registry' },
]

/** Nothing names a developer's machine or a registry, and every text exists in Chinese and in English. */
export function checkTexts(root: string): Finding[] {
  const files = listFiles(root)
  return [...files.flatMap((file) => findTies(root, file)), ...checkTranslations(root, files)]
}

function findTies(root: string, file: string): Finding[] {
  const bytes = readFileSync(join(root, file))
  if (bytes.subarray(0, 8_000).includes(0)) return []
  const text = bytes.toString('utf8')
  return ties.flatMap(({ pattern, what }) =>
    [...text.matchAll(pattern)].map((match) => ({
      file,
      line: lineAt(text, match.index),
      message: `'${match[0]}' is ${what}`,
    })),
  )
}

function checkTranslations(root: string, files: string[]): Finding[] {
  const present = new Set(files)
  const findings: Finding[] = []
  const folders = new Set(files.flatMap((file) => /^(.*\/ui\/)(?:zh-CN|en)\.ts$/.exec(file)?.[1] ?? []))
  for (const folder of folders) {
    const pair = [`${folder}zh-CN.ts`, `${folder}en.ts`] as const
    const missing = pair.find((file) => !present.has(file))
    if (missing) {
      findings.push({ file: missing, message: 'is missing beside its translation' })
      continue
    }
    const [chinese, english] = pair.map((file) => readKeys(file, readText(root, file))) as [Keys, Keys]
    for (const [file, own, other] of [
      [pair[0], chinese, english],
      [pair[1], english, chinese],
    ] as const) {
      if (own.size === 0) findings.push({ file, message: 'exports no object of texts' })
      for (const [key, line] of other) {
        if (own.has(key)) continue
        const translation = file === pair[0] ? 'en.ts' : 'zh-CN.ts'
        findings.push({ file, message: `lacks the text '${key}' (${translation}, line ${line})` })
      }
    }
  }
  return findings
}

type Keys = Map<string, number>

/** The keys, joined by dots, of the objects a file exports, with their lines. */
function readKeys(file: string, text: string): Keys {
  const keys: Keys = new Map()
  const walk = (node: ESTree.Expression, prefix: string): void => {
    if (
      node.type === 'TSAsExpression' ||
      node.type === 'TSSatisfiesExpression' ||
      node.type === 'ParenthesizedExpression'
    )
      return walk(node.expression, prefix)
    if (node.type !== 'ObjectExpression') return
    for (const property of node.properties) {
      const line = lineAt(text, property.start)
      // What is spread in cannot be looked into, but both languages must spread the same.
      if (property.type === 'SpreadElement') keys.set(`${prefix}${text.slice(property.start, property.end)}`, line)
      else {
        const { key, value } = property
        const name =
          key.type === 'Identifier'
            ? key.name
            : key.type === 'Literal'
              ? String(key.value)
              : text.slice(key.start, key.end)
        const isBranch = ['ObjectExpression', 'TSAsExpression', 'TSSatisfiesExpression'].includes(value.type)
        if (isBranch) walk(value, `${prefix}${name}.`)
        else keys.set(`${prefix}${name}`, line)
      }
    }
  }
  for (const statement of parseSync(file, text).program.body) {
    if (statement.type !== 'ExportNamedDeclaration' || statement.declaration?.type !== 'VariableDeclaration') continue
    for (const { init } of statement.declaration.declarations) if (init) walk(init, '')
  }
  return keys
}
