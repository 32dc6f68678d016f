import { Button, Dropdown, Skeleton } from 'antd'
import { ErrorState, Notice, useRead, useSay } from '#lib/ui'
import type { ReplyOf } from '#lib/http/contract'
import { getUnit, type Order, type readTree, type TreeUnit } from '../contract.ts'
import { ChangeList } from './ChangeList.tsx'
import { useOrgWords } from './words.ts'

interface UnitDetailsProps {
  readonly id: string
  /** as it stands on the day looked at; undefined when it is not there */
  readonly unit: TreeUnit | undefined
  readonly tree: ReplyOf<typeof readTree>
  readonly onPick: (id: string) => void
  readonly onDay: (day: string) => void
  readonly onChange: (kind: Order['kind']) => void
  readonly onUndone: () => void
}

/** A unit as it stands on the day looked at, what it was before, and what can be done with it. */
export function UnitDetails({ id, unit, tree, onPick, onDay, onChange, onUndone }: UnitDetailsProps) {
  const t = useOrgWords()
  const say = useSay()
  const read = useRead(getUnit, { params: { id }, query: { asOf: tree.asOf } }, { keep: true })
  const data = read.data
  if (read.isError && data === undefined) return <ErrorState failure={read.error} onRetry={() => void read.refetch()} />
  if (data === undefined || data.id !== id) return <Skeleton active className="org-details" />
  const sortName = (code: string): string => {
    const sort = tree.sorts.find((one) => one.code === code)
    return sort === undefined ? code : say(sort.name)
  }
  const shown = unit ?? data.versions[0]!
  const version = data.versions.find(
    (one) => one.validFrom <= tree.asOf && (one.validTo === null || tree.asOf < one.validTo),
  )
  const parent = data.way.at(-2)
  const isTop = unit !== undefined && unit.parentId === null
  const canHold = tree.sorts.some((sort) => sort.under.includes(shown.sort))
  const more = (['convert', 'merge', 'split', 'close', 'reorder'] as const).filter(
    (kind) => !(isTop && kind !== 'reorder') && (kind !== 'reorder' || (unit?.children ?? 0) > 1),
  )
  return (
    <section className="org-details" aria-label={shown.name}>
      <header className="org-details-head">
        <div>
          <p className="yw-quiet yw-small org-way">
            {data.way.slice(0, -1).map((one) => (
              <span key={one.id}>
                <Button type="link" size="small" onClick={() => onPick(one.id)}>
                  {one.name}
                </Button>
                ›
              </span>
            ))}
          </p>
          <h2>
            {shown.name} {data.confidence === 'low' ? <span className="org-doubt">{t('doubtful')}</span> : null}
          </h2>
        </div>
        {tree.mayEdit && unit !== undefined ? (
          <div className="org-actions">
            {canHold ? <Button onClick={() => onChange('open')}>{t('change.open')}</Button> : null}
            <Button onClick={() => onChange('rename')}>{t('change.rename')}</Button>
            {isTop ? null : <Button onClick={() => onChange('move')}>{t('change.move')}</Button>}
            {more.length === 0 ? null : (
              <Dropdown
                trigger={['click']}
                menu={{
                  items: more.map((kind) => ({ key: kind, label: t(`change.${kind}`), onClick: () => onChange(kind) })),
                }}
              >
                <Button>{t('change.more')}</Button>
              </Dropdown>
            )}
          </div>
        ) : null}
      </header>
      {unit === undefined ? (
        <Notice tone="warning">
          {t('facts.gone')}
          {data.successors.length === 0 ? null : (
            <div>
              {t('facts.follows')}{' '}
              {data.successors.map((one) => (
                <Button key={one.id} type="link" size="small" onClick={() => onPick(one.id)}>
                  {one.name}
                </Button>
              ))}
            </div>
          )}
        </Notice>
      ) : null}
      <dl className="org-facts">
        <Fact label={t('facts.code')} value={data.code} />
        <Fact label={t('facts.sort')} value={sortName(shown.sort)} />
        <Fact label={t('facts.shortName')} value={shown.shortName} />
        <Fact label={t('facts.divisionCode')} value={shown.divisionCode ?? '—'} />
        <Fact label={t('facts.parent')} value={parent?.name ?? '—'} />
        <Fact label={t('facts.platform')} value={data.platform?.name ?? '—'} />
        <Fact label={t('facts.below')} value={t('facts.belowCount', { count: data.below })} />
        <Fact
          label={t('facts.valid')}
          value={
            version === undefined
              ? '—'
              : version.validTo === null
                ? t('facts.open', { from: version.validFrom })
                : t('facts.closed', { from: version.validFrom, to: version.validTo })
          }
        />
        {data.source === null ? null : <Fact label={t('facts.source')} value={data.source} wide />}
      </dl>
      <h3>{t('history.versions')}</h3>
      <div className="org-scroll">
        <table className="org-table">
          <thead>
            <tr>
              <th>{t('facts.valid')}</th>
              <th>{t('change.name')}</th>
              <th>{t('facts.sort')}</th>
              <th>{t('facts.parent')}</th>
              <th>{t('facts.divisionCode')}</th>
            </tr>
          </thead>
          <tbody>
            {data.versions.map((one) => (
              <tr key={one.validFrom} className={one === version ? 'org-version-on' : ''}>
                <td className="yw-number">
                  {one.validTo === null
                    ? t('facts.open', { from: one.validFrom })
                    : t('facts.closed', { from: one.validFrom, to: one.validTo })}
                </td>
                <td className="org-wrap">
                  {one.name} <span className="yw-quiet">{one.shortName}</span>
                </td>
                <td>{sortName(one.sort)}</td>
                <td className="org-wrap">{one.parentName ?? '—'}</td>
                <td className="yw-number">{one.divisionCode ?? '—'}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      <h3>{t('history.changes')}</h3>
      <ChangeList changes={data.changes} today={tree.today} onUndone={onUndone} onDay={onDay} />
    </section>
  )
}

function Fact({
  label,
  value,
  wide = false,
}: {
  readonly label: string
  readonly value: string
  readonly wide?: boolean
}) {
  return (
    <div className={wide ? 'org-fact org-fact-wide' : 'org-fact'}>
      <dt>{label}</dt>
      <dd>{value}</dd>
    </div>
  )
}
