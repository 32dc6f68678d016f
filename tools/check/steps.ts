import type { Step } from './finding.ts'
import { checkImports } from './imports.ts'
import { checkLength } from './length.ts'
import { checkDead, checkFormat, checkLint, checkSchema, checkTypes } from './programs.ts'
import { checkTables } from './tables.ts'
import { checkTexts } from './texts.ts'

/** The steps of `npm run check`, in the order they are run. */
export const steps: Readonly<Record<string, Step>> = {
  types: checkTypes,
  lint: checkLint,
  format: checkFormat,
  imports: checkImports,
  tables: checkTables,
  dead: checkDead,
  length: checkLength,
  texts: checkTexts,
  schema: checkSchema,
}
