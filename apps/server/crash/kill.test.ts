import { randomInt } from 'node:crypto'
import { test } from 'vitest'
import { killRounds } from './rounds.testing.ts'

test('killed five times at work, every acknowledged command is there once and every stream is whole', async () => {
  const seed = Number(process.env['YIWANG_SEED'] || randomInt(1, 2 ** 31))
  console.log(`YIWANG_SEED=${seed}`)
  await killRounds(5, seed, (line) => console.log(line))
}, 300_000)
