// The steps that are done by a program of others; each turns what that program says into findings.
import { existsSync } from 'node:fs'
import { isAbsolute, join, relative } from 'node:path'
import { installed, runNode } from '../program.ts'
import type { Finding, StepOptions } from './finding.ts'

const fromRoot = (root: string, file: string): string => (isAbsolute(file) ? relative(root, file) : file)

/** What to report when a program failed without saying anything that could be read. */
function failure(program: string, output: string): Finding[] {
  return [{ file: program, message: `failed: ${output.trim().slice(-2_000) || 'no output'}` }]
}

/** Types, by TypeScript. */
export async function checkTypes(root: string): Promise<Finding[]> {
  const args = [installed('typescript/bin/tsc'), '--noEmit', '--pretty', 'false', '-p', 'tsconfig.json']
  const { code, output } = await runNode(args, { cwd: root, capture: true })
  const findings = [...output.matchAll(/^(.+?)\((\d+),\d+\): error (.+)$/gm)].map(
    ([, file = '', line, message = '']) => ({
      file: fromRoot(root, file),
      line: Number(line),
      message,
    }),
  )
  return code !== 0 && findings.length === 0 ? failure('tsc', output) : findings
}

type LintReport = {
  diagnostics: { message: string; code?: string; filename: string; labels: { span: { line: number } }[] }[]
  number_of_files?: number
}

/** Faults that need no types or few, by oxlint. */
export async function checkLint(root: string, { fix = false }: StepOptions = {}): Promise<Finding[]> {
  const args = [installed('oxlint/bin/oxlint'), '--type-aware', '-f', 'json', '-c', '.oxlintrc.json']
  const { code, output } = await runNode(fix ? [...args, '--fix'] : args, { cwd: root, capture: true })
  const report = readJson<LintReport>(output)
  if (!report) return failure('oxlint', output)
  const findings = report.diagnostics.map(({ message, code: rule, filename, labels }) => {
    const line = labels[0]?.span.line
    return { file: fromRoot(root, filename), ...(line ? { line } : {}), message: `${message} (${rule ?? 'oxlint'})` }
  })
  return code !== 0 && findings.length === 0 ? failure('oxlint', output) : findings
}

/** Layout of the source, by oxfmt. */
export async function checkFormat(root: string, { fix = false }: StepOptions = {}): Promise<Finding[]> {
  const args = [installed('oxfmt/bin/oxfmt'), fix ? '--write' : '--list-different', '-c', '.oxfmtrc.json']
  const { code, output } = await runNode(args, { cwd: root, capture: true })
  if (code === 0) return []
  const files = output.split('\n').filter((line) => existsSync(join(root, line)) && line.trim() !== '')
  if (fix || files.length === 0) return failure('oxfmt', output)
  return files.map((file) => ({ file, message: 'is not formatted: npm run check -- --fix' }))
}

type DeadItem = { name: string; line?: number }
type DeadReport = { issues: ({ file: string } & Record<string, DeadItem[] | string | undefined>)[] }

const deadKinds: Record<string, string> = {
  files: 'is imported by nothing',
  dependencies: 'is a dependency nothing uses',
  devDependencies: 'is a development dependency nothing uses',
  unlisted: 'is used but not in package.json',
  binaries: 'is a program no package provides',
  unresolved: 'cannot be resolved',
  exports: 'is exported but used nowhere else',
  duplicates: 'is exported twice',
}

/** Files, dependencies and exports nobody uses, by knip. */
export async function checkDead(root: string): Promise<Finding[]> {
  const args = [installed('knip/bin/knip.js'), '--no-progress', '--reporter', 'json', '-c', 'knip.json']
  const { code, output } = await runNode(args, { cwd: root, capture: true })
  const report = readJson<DeadReport>(output)
  if (!report) return code === 0 ? [] : failure('knip', output)
  const findings = report.issues.flatMap((issue) =>
    Object.entries(deadKinds).flatMap(([kind, what]) => {
      const items = issue[kind]
      if (!Array.isArray(items)) return []
      return items.flat().map(({ name, line }) => ({
        file: issue.file,
        ...(line ? { line } : {}),
        message: kind === 'files' ? what : `'${name}' ${what}`,
      }))
    }),
  )
  return code !== 0 && findings.length === 0 ? failure('knip', output) : findings
}

/** Whether database/ is what the migrations make, by tools/db.ts. */
export async function checkSchema(root: string): Promise<Finding[]> {
  if (!existsSync(join(root, 'tools/db.ts'))) return []
  const { code, output } = await runNode([join(root, 'tools/db.ts'), '--check'], { cwd: root, capture: true })
  if (code === 0) return []
  const lines = output.split('\n').filter((line) => line.trim() !== '')
  if (lines.length === 0) return failure('tools/db.ts', output)
  return lines.map((message) => ({ file: 'database', message }))
}

/** The JSON object in what a program wrote, which may have warnings around it. */
function readJson<T>(output: string): T | undefined {
  const start = output.indexOf('{')
  const end = output.lastIndexOf('}')
  if (start === -1) return undefined
  try {
    return JSON.parse(output.slice(start, end + 1)) as T
  } catch {
    return undefined
  }
}
