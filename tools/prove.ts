// npm run prove [-- <filters>]: the long tests on random cases. YIWANG_SEED=<number> repeats a run.
import { randomInt } from 'node:crypto'
import { close, runVitest } from './vitest.ts'

const limit = 45 * 60_000

const seed = process.env.YIWANG_SEED || String(randomInt(1, 2 ** 31))
console.log(`Seed: ${seed} (to repeat this run: YIWANG_SEED=${seed} npm run prove)`)
const timer = setTimeout(() => {
  console.error(`Not done after ${limit / 60_000} minutes: stopping.`)
  // Passed on to vitest, whose end without a report counts as a failure.
  process.kill(process.pid, 'SIGTERM')
}, limit)
const count = await runVitest(['--project', 'prove', ...process.argv.slice(2)], { YIWANG_SEED: seed })
clearTimeout(timer)
close(count)
