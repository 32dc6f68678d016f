import { canonicalJson, type Json } from '#lib/kernel'
import { sm3 } from '#lib/crypto'
import { fixed, sqlFor, type Compiled, type Reader, type Transaction } from '#lib/db'
import type { Database } from '#database'
import { commonProblem, ProblemError } from './contract.ts'

const sql = sqlFor<Pick<Database, 'http.command'>>()

/** One sending of a command: its id, who sends it, and a digest of what it says. */
export interface SentCommand {
  readonly id: string
  readonly actorId: string
  readonly digest: Buffer
}

/** Digests a command. `occurredAt` is part of it: the same id at another time is another command. */
export function sentCommand(
  actorId: string,
  address: string,
  body: { id: string } & Record<string, Json>,
): SentCommand {
  return { id: body.id, actorId, digest: sm3(canonicalJson([actorId, address, body])) }
}

export interface ReplyRow {
  digest: Buffer
  reply: unknown
}

/** The query for a command's earlier sending. */
export function replyQuery({ id }: SentCommand): Compiled<ReplyRow> {
  return replyById({ id })
}
const replyById = fixed(({ id }: { id: string }) =>
  sql.selectFrom('http.command').select(['digest', 'reply']).where('id', '=', id),
)

/** The stored reply of a command that was accepted before; undefined when it is new. Same id, other content: 409. */
export function knownReply(rows: ReplyRow[], command: SentCommand): { reply: unknown } | undefined {
  const stored = rows[0]
  if (stored === undefined) return undefined
  if (!stored.digest.equals(command.digest)) throw new ProblemError(commonProblem('command.reused'))
  return { reply: stored.reply }
}

/** Looks a command's earlier sending up on its own. */
export async function findReply(reader: Reader, command: SentCommand): Promise<{ reply: unknown } | undefined> {
  const [rows] = await reader.read(replyQuery(command))
  return knownReply(rows, command)
}

/** Stores the reply in the command's own transaction. */
export function storeReply(tx: Transaction, command: SentCommand, reply: unknown): void {
  tx.write(
    insertReply({
      id: command.id,
      actor_id: command.actorId,
      digest: command.digest,
      reply: JSON.stringify(reply),
    }),
    // Another person's command of this id is not seen; that there is one is.
    { command_pkey: () => new ProblemError(commonProblem('command.reused')) },
  )
}
const insertReply = fixed((row: { id: string; actor_id: string; digest: Buffer; reply: string }) =>
  sql.insertInto('http.command').values(row),
)
