import { Button, Drawer, Pagination } from 'antd'
import { useState } from 'react'
import { EmptyState, ErrorState, TableSkeleton, TimeText, useRead } from '#lib/ui'
import { getRoutingVersion, listRoutingVersions, type PublishedVersion, type RoutingRule } from '../contract.ts'
import { compareRules } from './routing-diff.ts'
import { RoutingChanges } from './RoutingChanges.tsx'
import { RoutingTable } from './RoutingTable.tsx'
import { useRoutingWords } from './routing-words.ts'
import { useRuleWords } from './use-rule-words.ts'

interface RoutingHistoryProps {
  readonly mayPublish: boolean
  /** takes the rules of a version as a draft */
  readonly onUse: (rules: readonly RoutingRule[]) => void
}

const pageSize = 50

/** The versions of the rules: who published each, when and why. */
export function RoutingHistory({ mayPublish, onUse }: RoutingHistoryProps) {
  const t = useRoutingWords()
  const [page, setPage] = useState(1)
  const [shown, setShown] = useState<number | undefined>(undefined)
  const answer = useRead(listRoutingVersions, { query: { page, pageSize } }, { keep: true })
  if (answer.isPending) return <TableSkeleton widths={[60, 120, 80]} />
  if (answer.data === undefined) return <ErrorState failure={answer.error!} onRetry={() => void answer.refetch()} />
  const { items, total } = answer.data
  if (items.length === 0) return <EmptyState title={t('history.none')} />
  return (
    <>
      <div className="yw-scroll">
        <table className="yw-table" aria-label={t('history.table')}>
          <thead>
            <tr>
              <th className="routing-c-version">{t('history.version')}</th>
              <th className="routing-c-number">{t('history.at')}</th>
              <th className="routing-c-by">{t('history.by')}</th>
              <th>{t('history.reason')}</th>
              <th className="routing-c-count yw-right">{t('history.count')}</th>
              <th className="routing-c-version">
                <span className="yw-hidden">{t('column.tools')}</span>
              </th>
            </tr>
          </thead>
          <tbody>
            {items.map((one, at) => (
              <VersionRow
                key={one.version}
                version={one}
                isInForce={page === 1 && at === 0}
                onShow={() => setShown(one.version)}
              />
            ))}
          </tbody>
        </table>
      </div>
      <Pagination
        className="routing-pages"
        size="small"
        hideOnSinglePage
        current={page}
        pageSize={pageSize}
        total={total}
        showSizeChanger={false}
        onChange={setPage}
      />
      {shown === undefined ? null : (
        <VersionDrawer
          key={shown}
          version={shown}
          onClose={() => setShown(undefined)}
          onUse={
            mayPublish
              ? (rules) => {
                  setShown(undefined)
                  onUse(rules)
                }
              : undefined
          }
        />
      )}
    </>
  )
}

interface VersionRowProps {
  readonly version: PublishedVersion
  readonly isInForce: boolean
  readonly onShow: () => void
}

function VersionRow({ version, isInForce, onShow }: VersionRowProps) {
  const t = useRoutingWords()
  return (
    <tr className="yw-row" onClick={onShow}>
      <td className="yw-nowrap">
        <span className="yw-number">{version.version}</span>{' '}
        {isInForce ? <span className="routing-certain">{t('history.inForce')}</span> : null}
      </td>
      <td>
        <TimeText at={version.publishedAt} full />
      </td>
      <td className="yw-clip">{version.publishedBy ?? <span className="yw-quiet">{t('history.city')}</span>}</td>
      <td className="routing-wrap">{version.reason ?? <span className="yw-quiet">–</span>}</td>
      <td className="yw-right yw-number">{version.count}</td>
      <td className="yw-right">
        <button type="button" className="yw-link routing-show" onClick={onShow}>
          {t('history.show')}
        </button>
      </td>
    </tr>
  )
}

interface VersionDrawerProps {
  readonly version: number
  readonly onClose: () => void
  readonly onUse: ((rules: readonly RoutingRule[]) => void) | undefined
}

const noRules: readonly RoutingRule[] = []

function VersionDrawer({ version, onClose, onUse }: VersionDrawerProps) {
  const t = useRoutingWords()
  const answer = useRead(getRoutingVersion, { params: { version } }, { staleTime: Infinity })
  const before = useRead(
    getRoutingVersion,
    { params: { version: Math.max(1, version - 1) } },
    { staleTime: Infinity, enabled: version > 1 },
  )
  const rules = answer.data?.rules ?? noRules
  const words = useRuleWords(rules)
  const changes = before.data === undefined ? undefined : compareRules(before.data.rules, rules)
  return (
    <Drawer
      open
      size={980}
      title={t('history.of', { version })}
      onClose={onClose}
      footer={
        <div className="routing-drawer-foot">
          <Button onClick={onClose}>{t('history.close')}</Button>
          {onUse === undefined || answer.data === undefined ? null : (
            <Button type="primary" onClick={() => onUse(rules)}>
              {t('history.use')}
            </Button>
          )}
        </div>
      }
    >
      {answer.data === undefined ? (
        answer.error === null ? (
          <TableSkeleton />
        ) : (
          <ErrorState failure={answer.error} onRetry={() => void answer.refetch()} />
        )
      ) : (
        <>
          <h2 className="routing-title">{version === 1 ? t('history.firstOne') : t('history.against')}</h2>
          {changes === undefined ? null : changes.length === 0 ? (
            <p className="yw-quiet">{t('history.noChange')}</p>
          ) : (
            <RoutingChanges changes={changes} words={words} />
          )}
          <h2 className="routing-title">{t('history.rules')}</h2>
          <RoutingTable
            label={t('history.rules')}
            rows={rules.map((rule, at) => ({ rule, at }))}
            total={rules.length}
            words={words}
          />
        </>
      )}
    </Drawer>
  )
}
