import { ArrowDownOutlined, ArrowUpOutlined, CopyOutlined, DeleteOutlined, MoreOutlined } from '@ant-design/icons'
import { Button, Dropdown } from 'antd'
import type { ReactNode } from 'react'
import { Notice, useSay } from '#lib/ui'
import type { Finding, RoutingRule } from '../contract.ts'
import type { RuleChange } from './routing-diff.ts'
import { useRoutingWords } from './routing-words.ts'
import type { RuleWords } from './use-rule-words.ts'

/** What can be done with a rule of a draft. */
export interface RuleTools {
  readonly onMove: (from: number, to: number) => void
  readonly onCopy: (at: number) => void
  readonly onRemove: (at: number) => void
}

interface RoutingTableProps {
  /** with their places in the whole set, from 0 */
  readonly rows: readonly { readonly rule: RoutingRule; readonly at: number }[]
  readonly total: number
  readonly words: RuleWords
  readonly label: string
  readonly changes?: ReadonlyMap<string, RuleChange>
  readonly findings?: ReadonlyMap<number, readonly Finding[]>
  readonly tools?: RuleTools | undefined
  readonly onOpen?: (at: number) => void
}

/** Rules in the order in which they are asked. */
export function RoutingTable(props: RoutingTableProps) {
  const { rows, label, tools } = props
  const t = useRoutingWords()
  return (
    <table className="yw-table routing-table" aria-label={label}>
      <thead>
        <tr>
          <th className="routing-c-order">{t('column.order')}</th>
          <th className="routing-c-kind">{t('column.kind')}</th>
          <th>{t('column.when')}</th>
          <th className="routing-c-to">{t('column.to')}</th>
          <th className="routing-c-certain">{t('column.certain')}</th>
          <th className="routing-c-name">{t('column.name')}</th>
          <th className="routing-c-source">{t('column.source')}</th>
          {tools === undefined ? null : (
            <th className="routing-c-tools">
              <span className="yw-hidden">{t('column.tools')}</span>
            </th>
          )}
        </tr>
      </thead>
      <tbody>
        {rows.map((row) => (
          <RuleRow key={`${row.at} ${row.rule.code}`} {...props} {...row} />
        ))}
      </tbody>
    </table>
  )
}

function RuleRow({
  rule,
  at,
  total,
  words,
  changes,
  findings,
  tools,
  onOpen,
}: RoutingTableProps & { readonly rule: RoutingRule; readonly at: number }) {
  const t = useRoutingWords()
  const say = useSay()
  const change = changes?.get(rule.code)
  const found = findings?.get(at) ?? []
  const isWrong = found.some((one) => one.severity === 'error')
  const when = words.when(rule)
  return (
    <>
      <tr
        className={[
          ...(onOpen === undefined ? [] : ['yw-row']),
          ...(isWrong ? ['routing-row-wrong'] : []),
          ...(found.length > 0 ? ['routing-row-found'] : []),
        ].join(' ')}
        data-rule={at}
        onClick={(event) => {
          // A choice in the row's menu, which hangs at the end of the page, is heard here, too: it opens nothing.
          if (!(event.target instanceof Element) || !event.currentTarget.contains(event.target)) return
          if (event.target.closest('button, a') !== null) return
          if (getSelection()?.isCollapsed === false) return
          onOpen?.(at)
        }}
      >
        <td className="routing-order">
          <span className="yw-number">{at + 1}</span>
          {change === undefined ? null : (
            <span className={`routing-mark routing-mark-${change.kind}`}>{t(`mark.${change.kind}`)}</span>
          )}
        </td>
        <td>{words.kind(rule.kind)}</td>
        <td className="routing-wrap">
          {onOpen === undefined ? (
            when
          ) : (
            <button type="button" className="yw-link" title={t('rule.open', { at: at + 1 })} onClick={() => onOpen(at)}>
              {when}
            </button>
          )}
        </td>
        <td className="routing-wrap">
          <b className="routing-unit">{words.to(rule.to)}</b>
        </td>
        <td>
          <span
            className={rule.certain ? 'routing-certain' : 'routing-suggestion'}
            title={t(rule.certain ? 'certainHint' : 'suggestionHint')}
          >
            {t(rule.certain ? 'certain' : 'suggestion')}
          </span>
        </td>
        <td className="routing-wrap">
          {say(rule.name)}
          <div className="yw-quiet yw-small yw-number">{rule.code}</div>
        </td>
        <td className="routing-wrap yw-small">
          {rule.source ?? <span className="yw-quiet">–</span>}
          {rule.confidence === undefined ? null : (
            <div className={`routing-confidence-${rule.confidence}`}>{t(`confidence.${rule.confidence}`)}</div>
          )}
        </td>
        {tools === undefined ? null : (
          <td>
            <RuleButtons at={at} total={total} tools={tools} />
          </td>
        )}
      </tr>
      {found.length === 0 ? null : (
        <tr className="routing-findings">
          <td colSpan={tools === undefined ? 7 : 8}>
            {found.map((one) => (
              <Notice key={`${one.where} ${one.code}`} tone={one.severity}>
                {say(one.words)}
              </Notice>
            ))}
          </td>
        </tr>
      )}
    </>
  )
}

function RuleButtons({ at, total, tools }: { readonly at: number; readonly total: number; readonly tools: RuleTools }) {
  const t = useRoutingWords()
  const { onMove, onCopy, onRemove } = tools
  const button = (label: string, icon: ReactNode, disabled: boolean, run: () => void) => (
    <Button type="text" size="small" icon={icon} aria-label={label} title={label} disabled={disabled} onClick={run} />
  )
  return (
    <span className="routing-tools">
      {button(t('rule.up'), <ArrowUpOutlined />, at === 0, () => onMove(at, at - 1))}
      {button(t('rule.down'), <ArrowDownOutlined />, at === total - 1, () => onMove(at, at + 1))}
      <Dropdown
        trigger={['click']}
        menu={{
          items: [
            { key: 'copy', label: t('rule.copy'), icon: <CopyOutlined /> },
            { key: 'first', label: t('rule.first'), disabled: at === 0 },
            { key: 'last', label: t('rule.last'), disabled: at === total - 1 },
            { key: 'remove', label: t('rule.remove'), icon: <DeleteOutlined />, danger: true },
          ],
          onClick: ({ key }) => {
            if (key === 'copy') onCopy(at)
            if (key === 'first') onMove(at, 0)
            if (key === 'last') onMove(at, total - 1)
            if (key === 'remove') onRemove(at)
          },
        }}
      >
        <Button type="text" size="small" icon={<MoreOutlined />} aria-label={t('rule.more')} title={t('rule.more')} />
      </Dropdown>
    </span>
  )
}
