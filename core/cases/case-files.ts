import type { Transaction } from '#lib/db'
import type { Actor } from '#lib/http'
import { attach, type FileDesk } from '#platform/files'
import type { CaseDesk } from './desk.ts'
import type { Field } from './kind.ts'
import { mayReveal, sightOf } from './policy.ts'
import { selectCase } from './store.ts'

const module = 'cases'

/**
 * Gives the files that a form names to the case, in the transaction of the action: from then on whoever may see the case
 * sees them. Throws the problems of attaching; only the uploader can give a file away.
 */
export async function giveFiles(
  tx: Transaction,
  fields: readonly Field[],
  input: Readonly<Record<string, string | null>>,
  caseId: string,
  actor: Actor,
  requestId: string | undefined,
): Promise<void> {
  const ids = fields
    .filter((field) => field.type === 'files')
    .flatMap((field) => (input[field.key] ?? '').trim().toLowerCase().split(','))
    .filter((id) => id !== '')
  for (const id of new Set(ids)) await attach(tx, id, { module, id: caseId }, actor, requestId)
}

/**
 * Says of the files of cases who may see them: whoever may see the case; a picture as it came only who may read what is
 * personal of the case, in a unit only while it handles it.
 */
export function guardCaseFiles(files: FileDesk, desk: CaseDesk): void {
  type Rule = Parameters<FileDesk['policies']['set']>[1]['mayRead']
  const find = async (...[actor, id, reader]: Parameters<Rule>) => {
    const [[row]] = await reader.read(selectCase(id, sightOf(desk, actor)))
    return row
  }
  files.policies.set(module, {
    mayRead: async (...asked) => (await find(...asked)) !== undefined,
    async mayReadOriginal(...asked) {
      const row = await find(...asked)
      if (row === undefined) return false
      const [actor] = asked
      const matter = { holderId: row.holder_id, sensitivity: row.sensitivity }
      return mayReveal(desk.kinds.get(row.kind, row.kind_version), matter, actor)
    },
  })
}
