import { emit } from '#lib/events'
import { ProblemError, type Handler } from '#lib/http'
import { record } from '#platform/audit'
import { defineActionAudits } from './audit.ts'
import {
  KindPublished,
  kindInvalid,
  mayNotPublish,
  versionTaken,
  type checkKindRoute,
  type publishKind,
} from './contract.ts'
import type { CaseDesk } from './desk.ts'
import { checkKind } from './check-kind.ts'
import type { KindDefinition } from './kind.ts'
import { mayPublish } from './policy.ts'
import { countRunning, insertKind } from './store.ts'

/** Serves what is wrong with a kind, and what runs on the versions before it. */
export function checkKindHandler(): Handler<typeof checkKindRoute> {
  return async ({ tx, body }) => {
    const findings = checkKind(body.definition)
    const kind = (body.definition as { kind?: unknown } | null)?.kind
    const [running] = typeof kind === 'string' ? await tx.read(countRunning(kind)) : [[]]
    return {
      findings: findings.map(({ severity, where, code, words }) => ({ severity, where, code, words })),
      running: running.map(({ kind_version, state, count }) => ({ version: kind_version, state, count })),
    }
  }
}

/** Serves the publishing of a version: refused with every error there is, allowed with warnings. */
export function publishKindHandler(desk: CaseDesk): Handler<typeof publishKind> {
  return async ({ tx, body, actor, language, requestId }) => {
    if (!mayPublish(desk, actor)) throw new ProblemError(mayNotPublish)
    const findings = checkKind(body.definition)
    const errors = findings.filter((one) => one.severity === 'error')
    if (errors.length > 0) {
      const faults = errors.map((one) => `${one.where} ${one.words[language]}`).join(language === 'en' ? '; ' : '；')
      throw new ProblemError(kindInvalid, { faults })
    }
    const kind = body.definition as KindDefinition
    const newest = desk.kinds.newest(kind.kind)?.version ?? 0
    if (kind.version <= newest) throw new ProblemError(versionTaken, { version: kind.version })
    tx.write(insertKind(kind.kind, kind.version, kind, actor.accountId), {
      kind_pkey: () => new ProblemError(versionTaken, { version: kind.version }),
    })
    emit(tx, KindPublished, { kind: kind.kind, version: kind.version })
    record(tx, {
      what: 'cases.publish_kind',
      actor,
      subject: kind.kind,
      subjectName: kind.name['zh-CN'],
      detail: { version: kind.version },
      requestId,
    })
    tx.afterCommit(() => {
      defineActionAudits([kind])
      void desk.kinds.reload()
    })
    return { kind: kind.kind, version: kind.version, warnings: findings }
  }
}
