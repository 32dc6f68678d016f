import type { Reader } from '#lib/db'
import type { Actor } from '#lib/http'
import type { FileDesk } from './desk.ts'
import type { FileRules } from './rules.ts'

/** Whose a file is, as far as the question who may read it goes. */
export interface Belonging {
  readonly account_id: string
  readonly module: string | null
  readonly subject_id: string | null
}

/** Whether a person may see a file: as the module says that it belongs to; before it belongs to one, its uploader. */
export async function maySee(desk: FileDesk, file: Belonging, actor: Actor, reader: Reader): Promise<boolean> {
  if (file.module === null) return file.account_id === actor.accountId
  return (await desk.policies.get(file.module)?.mayRead(actor, file.subject_id!, reader)) === true
}

/** Whether a person may read a picture as it came. The same, but by the module's stricter rule. */
export async function mayReadOriginal(desk: FileDesk, file: Belonging, actor: Actor, reader: Reader): Promise<boolean> {
  if (file.module === null) return file.account_id === actor.accountId
  return (await desk.policies.get(file.module)?.mayReadOriginal(actor, file.subject_id!, reader)) === true
}

/** Whether a person may look at the settings of the store. */
export function mayManage(rules: FileRules, actor: Pick<Actor, 'role'>): boolean {
  return rules.managers.includes(actor.role)
}
