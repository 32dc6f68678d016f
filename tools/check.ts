// npm run check [-- <step>…] [-- --fix]: everything that can be said about the tree without running it.
import { parseArgs } from 'node:util'
import { type Finding, formatFinding } from './check/finding.ts'
import { steps } from './check/steps.ts'
import { repository } from './program.ts'

/** How many steps found nothing, and how many found something or broke. */
export type CheckResult = { passed: number; failed: number }

/** Runs the named steps (all without names) on the tree at `root`, printing a line for each and its findings. */
export async function runChecks(names: string[] = [], { fix = false, root = repository } = {}): Promise<CheckResult> {
  const result: CheckResult = { passed: 0, failed: 0 }
  for (const [name, step] of Object.entries(steps)) {
    if (names.length > 0 && !names.includes(name)) continue
    const started = performance.now()
    let findings: Finding[]
    try {
      findings = await step(root, { fix })
    } catch (error) {
      findings = [
        { file: 'tools/check', message: `the step broke: ${error instanceof Error ? error.stack : String(error)}` },
      ]
    }
    const seconds = ((performance.now() - started) / 1000).toFixed(1)
    const verdict = findings.length === 0 ? 'ok' : `${findings.length} finding${findings.length === 1 ? '' : 's'}`
    console.log(`${findings.length === 0 ? '✓' : '✗'} ${name.padEnd(8)} ${seconds.padStart(5)} s  ${verdict}`)
    for (const finding of findings) console.log(`    ${formatFinding(finding)}`)
    result[findings.length === 0 ? 'passed' : 'failed']++
  }
  return result
}

if (import.meta.main) {
  const args = process.argv.slice(2).filter((arg) => arg !== '--')
  const { values, positionals } = parseArgs({ args, options: { fix: { type: 'boolean' } }, allowPositionals: true })
  const unknown = positionals.filter((name) => !Object.hasOwn(steps, name))
  if (unknown.length > 0) {
    console.error(`No step ${unknown.join(', ')}. Steps: ${Object.keys(steps).join(' ')}`)
    process.exit(2)
  }
  const { failed } = await runChecks(positionals, { fix: values.fix ?? false })
  process.exitCode = failed > 0 ? 1 : 0
}
