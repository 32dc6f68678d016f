import type { Handler } from '#lib/http'
import { record } from '#platform/audit'
import type { switchPost } from './contract.ts'
import type { IdentityRules } from './rules.ts'
import { changeSessions, meOf } from './session.ts'
import { findOwnSession, postsOf, setSessionPost } from './store.ts'

/** Goes on in another of one's posts: the session stays, what it may see is another. */
export function switchPostHandler(rules: IdentityRules): Handler<typeof switchPost> {
  return async ({ tx, body, actor, fail, requestId }) => {
    const [posts] = await tx.read(postsOf(actor.accountId))
    const next = posts.find((post) => post.post_id === body.postId)
    if (next === undefined) return fail('identity.post_not_found')
    if (next.post_id !== actor.postId) {
      tx.write(setSessionPost(actor.sessionId, next.post_id))
      changeSessions(tx, [actor.sessionId])
      record(tx, {
        what: 'identity.post_switched',
        actor: { accountId: actor.accountId, postId: next.post_id },
        subject: actor.sessionId,
        detail: { from: actor.postId, to: next.post_id },
        requestId,
      })
    }
    const [[session]] = await tx.read(findOwnSession(actor.sessionId, rules))
    return meOf(session!, tx, rules)
  }
}
