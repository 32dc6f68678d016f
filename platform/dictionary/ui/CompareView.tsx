import { Pagination } from 'antd'
import { EmptyState, ErrorState, Tabs, useRead, useSay } from '#lib/ui'
import { compareVersions, type DictionaryDefinition } from '../contract.ts'
import type { Change } from './FilterRow.tsx'
import { pageSize, type DictionarySearch } from './search.ts'
import { useDictionaryWords } from './words.ts'

interface CompareViewProps {
  readonly definition: DictionaryDefinition
  readonly search: DictionarySearch
  readonly onChange: (change: Change) => void
  readonly onOpen: (id: string) => void
}

const tone = { gone: 'danger', new: 'own', renamed: 'warn' } as const

/** Two editions of a standard side by side: what became what, what is new, what is gone. */
export function CompareView({ definition, search, onChange, onOpen }: CompareViewProps) {
  const t = useDictionaryWords()
  const say = useSay()
  const query = {
    ...(search.q === undefined ? {} : { q: search.q }),
    ...(search.kind === undefined ? {} : { kind: search.kind }),
    ...(search.show === undefined ? {} : { show: search.show }),
    page: search.page ?? 1,
    pageSize,
  }
  const compared = useRead(compareVersions, { params: { dictionary: definition.code }, query }, { keep: true })
  const { mapping } = definition
  if (compared.isError && compared.data === undefined)
    return <ErrorState failure={compared.error} onRetry={() => void compared.refetch()} />
  if (compared.data === undefined || mapping === undefined) return <div className="yw-scroll" />
  const { items, counts, total } = compared.data
  const title = (code: string) =>
    say(definition.versions.find((one) => one.code === code)?.name ?? { 'zh-CN': code, en: code })
  const tabs = [
    ['all', counts.both + counts.new + counts.gone],
    ['renamed', counts.renamed],
    ['new', counts.new],
    ['gone', counts.gone],
  ] as const
  return (
    <>
      <div className="dict-tabs">
        <Tabs
          id="dictionary-compared"
          label={t('compare')}
          tabs={tabs.map(([code, count]) => ({ code, name: t(`compared.${code}`), count }))}
          current={search.show ?? 'all'}
          counts
          onPick={(show) => onChange({ show: show === 'all' ? undefined : show })}
        />
      </div>
      <div className="yw-scroll" id="dictionary-compared-panel" role="tabpanel">
        {items.length === 0 ? (
          <EmptyState title={t('emptyFilter')} hint={t('emptyFilterHint')} />
        ) : (
          <table className="yw-table dict-compare" aria-label={t('compared.table')}>
            <thead>
              <tr>
                <th className="dict-c-code">
                  {title(mapping.to)} · {t('column.code')}
                </th>
                <th>{t('column.name')}</th>
                <th className="dict-c-arrow" aria-label="→">
                  →
                </th>
                <th className="dict-c-code">
                  {title(mapping.from)} · {t('column.code')}
                </th>
                <th>{t('column.name')}</th>
                <th className="dict-c-what">{t('compare')}</th>
              </tr>
            </thead>
            <tbody>
              {items.map(({ from, to }) => {
                const what = from === null ? 'gone' : to === null ? 'new' : from.name === to.name ? 'both' : 'renamed'
                return (
                  <tr key={`${from?.id} ${to?.id}`} className="yw-row">
                    <Side side={to} onOpen={onOpen} />
                    <td className="dict-arrow" aria-hidden="true">
                      {from !== null && to !== null ? '→' : ''}
                    </td>
                    <Side side={from} onOpen={onOpen} />
                    <td>
                      {what === 'both' ? null : (
                        <span className={`yw-tag yw-tag-${tone[what]}`}>{t(`compared.${what}`)}</span>
                      )}
                    </td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        )}
      </div>
      <footer className="yw-foot">
        <span className="yw-quiet yw-number">{t('total', { count: total })}</span>
        <Pagination
          size="small"
          hideOnSinglePage
          current={search.page ?? 1}
          pageSize={pageSize}
          total={total}
          showSizeChanger={false}
          onChange={(page) => onChange({ page })}
        />
      </footer>
    </>
  )
}

function Side({
  side,
  onOpen,
}: {
  readonly side: { id: string; code: string; name: string } | null
  readonly onOpen: (id: string) => void
}) {
  const t = useDictionaryWords()
  if (side === null)
    return (
      <>
        <td className="yw-quiet">—</td>
        <td className="yw-quiet">{t('compared.none')}</td>
      </>
    )
  return (
    <>
      <td className="yw-clip dict-code yw-number">{side.code}</td>
      <td className="dict-name" title={side.name}>
        <button type="button" className="yw-link" data-entry={side.id} onClick={() => onOpen(side.id)}>
          {side.name}
        </button>
      </td>
    </>
  )
}
