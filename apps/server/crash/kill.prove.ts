import { test } from 'vitest'
import { killRounds } from './rounds.testing.ts'

test('killed a hundred times at work, every acknowledged command is there once and every stream is whole', async () => {
  await killRounds(100, Number(process.env['YIWANG_SEED']), (line) => console.log(line))
})
