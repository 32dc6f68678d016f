import { test } from 'vitest'
import { checkSequences } from './testing/sequences.ts'

// Ten thousand of them: npm run prove.
test('random commands keep every invariant of a case', () => checkSequences(1_000), 120_000)
