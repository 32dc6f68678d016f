import { emit } from '#lib/events'
import { ProblemError, wordsBy, type Handler } from '#lib/http'
import { record } from '#platform/audit'
import { allCases } from './all-cases.ts'
import { defineActionAudits } from './audit.ts'
import {
  KindPublished,
  kindInvalid,
  mayNotPublish,
  versionTaken,
  type checkKindRoute,
  type KindFinding,
  type publishKind,
} from './contract.ts'
import type { CaseDesk } from './desk.ts'
import { checkKind } from './check-kind.ts'
import { errorLines, type Finding } from './finding.ts'
import type { KindDefinition } from './kind.ts'
import { mayPublish } from './policy.ts'
import { countRunning, insertKind } from './store-published.ts'
import { strandedBy } from './stranded.ts'

/** Serves what publishing a kind would say, without doing it, and what runs on the versions before it. */
export function checkKindHandler(desk: CaseDesk): Handler<typeof checkKindRoute> {
  return async ({ body: { definition }, actor }) => {
    if (!mayPublish(desk, actor)) throw new ProblemError(mayNotPublish)
    const findings = checkKind(definition, desk.checkContext())
    const { kind, version } = (definition ?? {}) as { kind?: unknown; version?: unknown }
    const newest = typeof kind === 'string' ? desk.kinds.newest(kind) : undefined
    if (newest !== undefined && typeof version === 'number' && version <= newest.version)
      findings.push({
        severity: 'error',
        where: '/version',
        code: 'version_taken',
        words: {
          'zh-CN': `第 ${newest.version} 版已发布，版本号应为 ${newest.version + 1}`,
          en: `Version ${newest.version} is published already: this should be ${newest.version + 1}`,
        },
      })
    const [running] =
      newest === undefined ? [[]] : await allCases(desk, actor.accountId).read(countRunning(newest.kind))
    // Paths through a kind that is none would be found nowhere.
    const sound = !findings.some((one) => one.severity === 'error' && one.code !== 'version_taken')
    const versions = newest !== undefined && sound ? [...new Set(running.map((one) => one.kind_version))] : []
    return {
      findings: findings.map(plain),
      running: running.map(({ kind_version, state, count }) => ({ version: kind_version, state, count })),
      stranded: versions.flatMap((old) =>
        strandedBy(
          desk.kinds.get(newest!.kind, old),
          definition as KindDefinition,
          Object.fromEntries(running.flatMap((one) => (one.kind_version === old ? [[one.state, one.count]] : []))),
        )
          .filter((one) => one.where.startsWith('/states/'))
          .map((one) => ({ version: old, finding: plain(one) })),
      ),
    }
  }
}

function plain({ severity, where, code, words }: Finding): KindFinding {
  return { severity, where, code, words }
}

/** Serves the publishing of a version: refused with every error there is, allowed with warnings. */
export function publishKindHandler(desk: CaseDesk): Handler<typeof publishKind> {
  return async ({ tx, body, actor, requestId }) => {
    if (!mayPublish(desk, actor)) throw new ProblemError(mayNotPublish)
    const findings = checkKind(body.definition, desk.checkContext())
    if (errorLines(findings).length > 0) {
      throw new ProblemError(kindInvalid, {
        faults: wordsBy((one) => errorLines(findings, one).join(one === 'en' ? '; ' : '；')),
        findings: findings.filter((one) => one.severity === 'error'),
      })
    }
    const kind = body.definition as KindDefinition
    const newest = desk.kinds.newest(kind.kind)?.version ?? 0
    if (kind.version <= newest) throw new ProblemError(versionTaken, { version: kind.version })
    const reason = body.reason.trim()
    tx.write(insertKind(kind.kind, kind.version, kind, { by: actor.accountId, name: actor.name, reason }), {
      kind_pkey: () => new ProblemError(versionTaken, { version: kind.version }),
    })
    emit(tx, KindPublished, { kind: kind.kind, version: kind.version })
    record(tx, {
      what: 'cases.publish_kind',
      actor,
      subject: kind.kind,
      subjectName: kind.name['zh-CN'],
      detail: { version: kind.version, reason },
      requestId,
    })
    tx.afterCommit(() => {
      defineActionAudits([kind])
      return desk.kinds.reload()
    })
    return { kind: kind.kind, version: kind.version, warnings: findings.map(plain) }
  }
}
