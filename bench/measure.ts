/** Some measured times of one thing. */
export interface Figure {
  readonly n: number
  readonly p50: number
  readonly p95: number
  readonly p99: number
  /** how many a second, where several are done at once or one after the other */
  readonly perSecond: number
}

/** A line of the result: ours beside the same work without us. */
export interface Line {
  readonly bench: string
  readonly what: string
  readonly ours: Figure
  readonly floor: Figure | undefined
  /** what the figure's `perSecond` counts, and what else is worth knowing */
  readonly note: string
}

/** Sums up times in ms; `seconds`: how long it took in all; `count`: what is counted a second, the times unless said. */
export function figure(times: readonly number[], seconds: number, count = times.length): Figure {
  const sorted = times.toSorted((a, b) => a - b)
  const at = (share: number): number =>
    sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? Number.NaN
  return { n: sorted.length, p50: at(0.5), p95: at(0.95), p99: at(0.99), perSecond: count / seconds }
}

/** Times one call in ms. */
export async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; value: T }> {
  const began = performance.now()
  const value = await work()
  return { ms: performance.now() - began, value }
}

/** Repeats a call one after the other, `times` times or until the time is up, but five times at least (once unmeasured). */
export async function repeat(work: () => Promise<unknown>, times = 60, budgetMs = 2_500): Promise<Figure> {
  await work()
  const taken: number[] = []
  const began = performance.now()
  while (taken.length < 5 || (taken.length < times && performance.now() - began < budgetMs)) {
    taken.push((await timed(work)).ms)
  }
  return figure(taken, (performance.now() - began) / 1000)
}

/** Does every job, `width` at a time. */
export async function inParallel<T>(
  jobs: readonly T[],
  width: number,
  work: (job: T, lane: number) => Promise<void>,
): Promise<number> {
  const began = performance.now()
  let next = 0
  await Promise.all(
    Array.from({ length: width }, async (_, lane) => {
      while (next < jobs.length) await work(jobs[next++]!, lane)
    }),
  )
  return (performance.now() - began) / 1000
}

const head = ['', 'n', 'p50 ms', 'p95', 'p99', 'per s', 'floor p50', 'p95', 'p99', 'per s', 'p50 ×', '']

/** The lines as a table for people. */
export function table(lines: readonly Line[]): string {
  const rows = lines.map(({ what, ours, floor, note }) => [
    what,
    String(ours.n),
    ...cells(ours),
    ...(floor === undefined ? ['', '', '', ''] : cells(floor)),
    floor === undefined ? '' : (ours.p50 / floor.p50).toFixed(1),
    note,
  ])
  const widths = head.map((title, column) => Math.max(...[head, ...rows].map((row) => width(row[column] ?? title))))
  return [head, ...rows]
    .map((row) =>
      row.map((cell, column) => pad(cell, widths[column]!, column === 0 || column === head.length - 1)).join('  '),
    )
    .map((line) => line.trimEnd())
    .join('\n')
}

function cells({ p50, p95, p99, perSecond }: Figure): string[] {
  return [p50, p95, p99, perSecond].map((value) =>
    value >= 100 ? value.toFixed(0) : value.toFixed(value >= 10 ? 1 : 2),
  )
}

/** Chinese characters take two columns of a terminal. */
function width(text: string): number {
  return [...text].reduce((sum, character) => sum + (/[\u2e80-\uffef]/.test(character) ? 2 : 1), 0)
}

function pad(text: string, to: number, left: boolean): string {
  const space = ' '.repeat(to - width(text))
  return left ? text + space : space + text
}
