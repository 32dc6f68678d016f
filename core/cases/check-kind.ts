import { checkActions } from './check-actions.ts'
import { checkClocks } from './check-clocks.ts'
import { checkFlow } from './check-flow.ts'
import { checkLevels } from './check-levels.ts'
import { checkForm, checkMeanings, type CheckContext } from './check-forms.ts'
import { checkStructure } from './check-structure.ts'
import { checkWays } from './check-ways.ts'
import { Findings, type Finding } from './finding.ts'
import type { KindDefinition } from './kind.ts'

export type { CheckContext } from './check-forms.ts'
export type { Finding } from './finding.ts'

/**
 * What is wrong with a case kind: nothing, warnings (may be meant so) or errors (must not be published). Pure, the same
 * in the editor and on the server. What is no kind at all is only told what is missing: the rest asks for a whole one.
 */
export function checkKind(definition: unknown, context: CheckContext = {}): Finding[] {
  const found = new Findings()
  if (!checkStructure(definition, found)) return found.all
  const kind: KindDefinition = definition
  checkWays(kind, context, found)
  checkForm(kind, kind.fields, '/fields', context, found)
  checkMeanings(kind, found)
  checkActions(kind, context, found)
  checkClocks(kind, found)
  // Paths through states that are not there would be found wherever they lead.
  if (found.all.some(({ code }) => code === 'state_unknown')) return found.all
  checkFlow(kind, found)
  // Where nobody at all leads on, the level is not the fault.
  if (!found.all.some(({ severity }) => severity === 'error')) checkLevels(kind, context, found)
  return found.all
}
