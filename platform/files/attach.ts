import { ProblemError, type Actor, type Handler } from '#lib/http'
import type { Reader, Transaction } from '#lib/db'
import { record } from '#platform/audit'
import { attached, fileNotFound, infected, unreadable, type discardFile, type FileView } from './contract.ts'
import type { Subject } from './desk.ts'
import { attachFile, deleteFile, lockFile, selectFilesOf } from './store.ts'
import { toView } from './view.ts'

/**
 * Gives a file to what it belongs to, in the caller's transaction: from then on that module says who may see it. Only
 * who uploaded it may give it away, once; the same again changes nothing. A file still being checked may be given too.
 * Throws files.not_found, files.attached, files.infected, files.unreadable: a route that attaches declares them
 * (`attachProblems`).
 */
export async function attach(
  tx: Transaction,
  fileId: string,
  { module, id }: Subject,
  actor: Actor,
  requestId?: string,
): Promise<void> {
  const [[file]] = await tx.read(lockFile(fileId))
  if (file === undefined || file.account_id !== actor.accountId) throw new ProblemError(fileNotFound)
  if (file.module === module && file.subject_id === id) return
  if (file.module !== null) throw new ProblemError(attached)
  if (file.state === 'infected') throw new ProblemError(infected, { finding: '' })
  if (file.state === 'broken') throw new ProblemError(unreadable)
  tx.write(attachFile(fileId, module, id))
  record(tx, {
    what: 'files.attach',
    actor,
    subject: fileId,
    detail: { module, subjectId: id },
    ...(requestId === undefined ? {} : { requestId }),
  })
}

/** What attaching a file may be refused with. */
export const attachProblems = [fileNotFound, attached, infected, unreadable] as const

/** The files of something, in the order they were attached. Asks nobody: the caller knows who may see it. */
export async function filesOf(reader: Reader, { module, id }: Subject): Promise<FileView[]> {
  const [rows] = await reader.read(selectFilesOf(module, id))
  return rows.map(toView)
}

/** Removes one's own file while it belongs to nothing; its content is collected later. */
export function discardFileHandler(): Handler<typeof discardFile> {
  return async ({ tx, params, actor, requestId }) => {
    const [[file]] = await tx.read(lockFile(params.id))
    if (file === undefined || file.account_id !== actor.accountId) throw new ProblemError(fileNotFound)
    if (file.module !== null) throw new ProblemError(attached)
    tx.write(deleteFile(file.id))
    record(tx, { what: 'files.discard', actor, subject: file.id, requestId })
    return {}
  }
}
