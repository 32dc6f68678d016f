import { emit } from '#lib/events'
import { ProblemError, wordsBy, type Handler } from '#lib/http'
import { record } from '#platform/audit'
import { checkRouting } from './check-routing.ts'
import {
  KindPublished,
  mayNotPublish,
  routingInvalid,
  routingMoved,
  type getRouting,
  type publishRouting,
} from './contract.ts'
import type { CaseDesk } from './desk.ts'
import { mayPublish } from './policy.ts'
import type { RoutingRule } from './routing-rule.ts'
import { insertRouting, selectNewestRouting } from './store-published.ts'

/** Serves the rules in force. */
export function getRoutingHandler(desk: CaseDesk): Handler<typeof getRouting> {
  return async ({ actor }) => {
    await desk.routing.fresh()
    return {
      version: desk.routing.set.version,
      rules: [...desk.routing.set.rules],
      mayPublish: mayPublish(desk, actor),
    }
  }
}

/** Serves the publishing of a whole set of rules, based on the one that was looked at. */
export function publishRoutingHandler(desk: CaseDesk): Handler<typeof publishRouting> {
  return async ({ tx, body, actor, requestId }) => {
    if (!mayPublish(desk, actor)) throw new ProblemError(mayNotPublish)
    mustBeValid(desk, body.rules)
    const [[newest]] = await tx.read(selectNewestRouting())
    const version = newest?.version ?? 0
    if (body.basedOn !== version) throw new ProblemError(routingMoved, { version })
    const reason = body.reason.trim()
    tx.write(insertRouting(version + 1, body.rules, { by: actor.accountId, name: actor.name, reason }), {
      routing_pkey: () => new ProblemError(routingMoved, { version: version + 1 }),
    })
    emit(tx, KindPublished, { kind: 'routing', version: version + 1 })
    record(tx, {
      what: 'cases.publish_routing',
      actor,
      detail: { version: version + 1, rules: body.rules.length, reason },
      requestId,
    })
    tx.afterCommit(() => desk.routing.reload())
    return { version: version + 1 }
  }
}

/** Throws `cases.routing_invalid` with every error there is; its data hold them one by one, each with its place. */
export function mustBeValid(desk: CaseDesk, rules: readonly RoutingRule[]): void {
  const context = {
    kinds: desk.kinds.all(),
    isUnit: (code: string) => desk.units.byCode(code) !== undefined,
    sorts: desk.units.sorts(),
  }
  const errors = checkRouting(rules, context).filter((one) => one.severity === 'error')
  if (errors.length === 0) return
  const faults = wordsBy((language) =>
    errors
      .map((one) => `${rules[Number(one.where.split('/')[1])]?.code ?? ''} ${one.words[language]}`.trim())
      .join(language === 'en' ? '; ' : '；'),
  )
  throw new ProblemError(routingInvalid, { faults, findings: errors })
}
