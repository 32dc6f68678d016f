import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { installed, runNode } from './program.ts'

/** How many tests passed, failed and were skipped. */
export type Count = { passed: number; failed: number; skipped: number }

/** The part of vitest's JSON report that is counted. */
type Report = {
  numPassedTests: number
  numFailedTests: number
  numPendingTests: number
  numTodoTests: number
  testResults: { status: string; assertionResults: { status: string }[] }[]
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
    const broken = report.testResults.filter(
      ({ status, assertionResults }) =>
        status === 'failed' && assertionResults.every((test) => test.status !== 'failed'),
    ).length
    const failed = report.numFailedTests + broken
    return {
      passed: report.numPassedTests,
      failed: failed === 0 && code !== 0 ? 1 : failed,
      skipped: report.numPendingTests + report.numTodoTests,
    }
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

/** Adds up counts. */
export function sum(counts: Count[]): Count {
  return counts.reduce(
    (total, { passed, failed, skipped }) => ({
      passed: total.passed + passed,
      failed: total.failed + failed,
      skipped: total.skipped + skipped,
    }),
    { passed: 0, failed: 0, skipped: 0 },
  )
}

/** A count as `N passed, N failed`, with the skipped ones when there are any. */
export function formatCount({ passed, failed, skipped }: Count): string {
  return `${passed} passed, ${failed} failed${skipped > 0 ? `, ${skipped} skipped` : ''}`
}

/** Prints the closing line and sets the exit code: 1 when anything failed, or nothing ran at all. */
export function close(total: Count): void {
  if (total.passed + total.failed === 0) console.error('No test ran.')
  console.log(`\n${formatCount(total)}`)
  process.exitCode = total.failed > 0 || total.passed === 0 ? 1 : 0
}
