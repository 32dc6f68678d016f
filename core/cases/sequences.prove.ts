import { test } from 'vitest'
import { checkSequences } from './testing/sequences.ts'

test('ten thousand random sequences of commands keep every invariant of a case', () =>
  checkSequences(10_000, Number(process.env['YIWANG_SEED'])))
