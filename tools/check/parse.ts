import { parseSync, Visitor } from 'vite'
import { lineAt } from './files.ts'

/** An import, export-from, dynamic import or type import of a source file. */
export type ImportUse = { specifier: string; line: number }

/** A string written in a source file: a literal or the fixed part of a template. */
export type StringUse = { text: string; line: number }

/** What the checks need to know of one source file. */
export type ParsedSource = { imports: ImportUse[]; strings: StringUse[]; errors: StringUse[] }

/** Reads the imports and strings of a TypeScript file. */
export function parseSource(file: string, text: string): ParsedSource {
  const result = parseSync(file, text)
  const imports: ImportUse[] = []
  const strings: StringUse[] = []
  const addImport = (source: { value?: unknown; start: number } | null | undefined): void => {
    if (source && typeof source.value === 'string')
      imports.push({ specifier: source.value, line: lineAt(text, source.start) })
  }
  new Visitor({
    ImportDeclaration: (node) => addImport(node.source),
    ExportNamedDeclaration: (node) => addImport(node.source),
    ExportAllDeclaration: (node) => addImport(node.source),
    TSImportType: (node) => addImport(node.source),
    ImportExpression: (node) => {
      if (node.source.type === 'Literal') addImport(node.source)
    },
    Literal: (node) => {
      if (typeof node.value === 'string') strings.push({ text: node.value, line: lineAt(text, node.start) })
    },
    TemplateElement: (node) => {
      strings.push({ text: node.value.cooked ?? node.value.raw, line: lineAt(text, node.start) })
    },
    JSXText: (node) => {
      strings.push({ text: node.value, line: lineAt(text, node.start) })
    },
  }).visit(result.program)
  const errors = result.errors.map((error) => ({
    text: error.message,
    line: lineAt(text, error.labels[0]?.start ?? 0),
  }))
  return { imports, strings, errors }
}
