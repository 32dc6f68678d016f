import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installed, runNode } from './program.ts'

/** How many tests passed, failed and were skipped; and what failed, by name, where it has one. */
export type Count = { passed: number; failed: number; skipped: number; broken?: string[] }

/** The part of vitest's JSON report that is counted. */
type Report = {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: {
    name: string
    status: string
    message: string
    assertionResults: { status: string; fullName: string; failureMessages?: string[] | null }[]
  }[]
}

/**
 * Runs vitest with these arguments and counts the tests. What goes wrong outside a test counts as one that failed: a
 * file that cannot be loaded, an unhandled error, a crash of vitest itself.
 */
export async function runVitest(args: string[], env: Record<string, string | undefined> = {}): Promise<Count> {
  const folder = await mkdtemp(join(tmpdir(), 'yiwang-vitest-'))
  const reportFile = join(folder, 'report.json')
  try {
    const { code } = await runNode(
      [
        installed('vitest/vitest.mjs'),
        'run',
        '--reporter=default',
        '--reporter=json',
        `--outputFile.json=${reportFile}`,
        ...args,
      ],
      { env },
    )
    const text = await readFile(reportFile, 'utf8').catch(() => undefined)
    if (text === undefined) {
      // Without a single test file vitest ends well but may write no report.
      if (code !== 0) console.error('vitest ended without a report.')
      return { passed: 0, failed: code === 0 ? 0 : 1, skipped: 0 }
    }
    const report = JSON.parse(text) as Report
    const unloaded = report.testResults.filter(
      ({ status, assertionResults }) =>
        status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
    )
    const failed = report.numFailedTests + unloaded.length
    return {
      passed: report.numPassedTests,
      failed: failed === 0 && code !== 0 ? 1 : failed,
      skipped: report.numPendingTests + report.numTodoTests,
      broken: [...unloaded.map((file) => `${file.name}\n${firstLines(file.message)}`), ...listFailures(report)],
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Every test that failed, by its file and its name, and the beginning of why. */
function listFailures(report: Report): string[] {
  return report.testResults.flatMap(({ name, assertionResults }) =>
    assertionResults
      .filter(({ status }) => status === 'failed')
      .map((test) => `${name} > ${test.fullName}\n${firstLines(test.failureMessages?.[0] ?? '')}`),
  )
}

function firstLines(text: string): string {
  return text
    .split('\n')
    .slice(0, 12)
    .map((line) => `    ${line}`)
    .join('\n')
}

/** Adds up counts. */
export function sum(counts: Count[]): Count {
  return counts.reduce(
    (total, { passed, failed, skipped, broken }) => ({
      passed: total.passed + passed,
      failed: total.failed + failed,
      skipped: total.skipped + skipped,
      broken: [...(total.broken ?? []), ...(broken ?? [])],
    }),
    { passed: 0, failed: 0, skipped: 0 },
  )
}

/** A count as `N passed, N failed`, with the skipped ones when there are any. */
export function formatCount({ passed, failed, skipped }: Count): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/** Prints what failed (a long run has scrolled it away), the closing line, and sets the exit code: 1 when anything failed, or nothing ran at all. */
export function close(total: Count): void {
  if (total.passed + total.failed === 0) console.error('No test ran.')
  if (total.broken?.length) console.log(`\n── failed\n${total.broken.join('\n')}`)
  console.log(`\n${formatCount(total)}`)
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0
}
