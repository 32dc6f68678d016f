import { ProblemError, type Handler } from '#lib/http'
import { allCases } from './all-cases.ts'
import {
  noSuchKind,
  noSuchRouting,
  type getKindVersion,
  type getRoutingVersion,
  type listKindVersions,
  type listRoutingVersions,
  type PublishedVersion,
} from './contract.ts'
import type { CaseDesk } from './desk.ts'
import type { RoutingRule } from './routing-rule.ts'
import {
  countRunning,
  selectKindVersions,
  selectRouting,
  selectRoutingVersions,
  type VersionRow,
} from './store-published.ts'

/** Serves the versions of the rules. */
export function listRoutingVersionsHandler(): Handler<typeof listRoutingVersions> {
  return async ({ tx, query: { page = 1, pageSize = 50 } }) => {
    const [rows] = await tx.read(selectRoutingVersions(pageSize, (page - 1) * pageSize))
    return { items: rows.map((row) => versionOf(row, row.count)), total: rows[0]?.total ?? 0, page, pageSize }
  }
}

/** Serves the rules of one version. */
export function getRoutingVersionHandler(): Handler<typeof getRoutingVersion> {
  return async ({ tx, params: { version } }) => {
    const [[row]] = await tx.read(selectRouting(version))
    if (row === undefined) throw new ProblemError(noSuchRouting)
    return { version: row.version, rules: row.rules as RoutingRule[] }
  }
}

/** Serves the versions of a kind, with how many cases run on each. */
export function listKindVersionsHandler(desk: CaseDesk): Handler<typeof listKindVersions> {
  return async ({ tx, params: { kind }, query: { page = 1, pageSize = 50 }, actor }) => {
    const [rows] = await tx.read(selectKindVersions(kind, pageSize, (page - 1) * pageSize))
    if (rows.length === 0 && page === 1) throw new ProblemError(noSuchKind)
    const [running] = await allCases(desk, actor.accountId).read(countRunning(kind))
    const runsOn = (version: number) =>
      running.reduce((sum, one) => sum + (one.kind_version === version ? one.count : 0), 0)
    return {
      items: rows.map((row) => versionOf(row, runsOn(row.version))),
      total: rows[0]?.total ?? 0,
      page,
      pageSize,
    }
  }
}

/** Serves one version of a kind. */
export function getKindVersionHandler(desk: CaseDesk): Handler<typeof getKindVersion> {
  return async ({ params: { kind, version } }) => {
    const found = desk.kinds.versions().find((one) => one.kind === kind && one.version === version)
    if (found === undefined) throw new ProblemError(noSuchKind)
    return found
  }
}

function versionOf(row: VersionRow, count: number): PublishedVersion {
  const { version, published_at, published_by_name, reason } = row
  return { version, publishedAt: published_at, publishedBy: published_by_name, reason, count }
}
