import { Button, Table, Tag } from 'antd'
import type { Finding } from '../contract.ts'
import { useGeoWords } from './words.ts'

const colours = { error: 'red', warning: 'orange', fixed: 'green' } as const

/** What a check of areas found, with a way to look at each place. */
export function FindingList({
  findings,
  onShow,
}: {
  readonly findings: readonly Finding[]
  readonly onShow: (at: [number, number]) => void
}) {
  const t = useGeoWords()
  return (
    <Table
      size="small"
      rowKey={({ kind, code, other, at }) => `${kind} ${code} ${other ?? ''} ${String(at)}`}
      dataSource={[...findings]}
      pagination={findings.length > 8 ? { pageSize: 8, size: 'small', showSizeChanger: false } : false}
      columns={[
        {
          title: t('finding.kind'),
          render: (_, { kind, severity }) => (
            <>
              <Tag color={colours[severity]}>{t(`finding.${severity}`)}</Tag>
              {t(`finding.${kind}`)}
            </>
          ),
        },
        {
          title: t('finding.area'),
          render: (_, { code, other }) => (
            <span className="yw-number">
              {code}
              {other === undefined ? null : <div className="yw-quiet">{other}</div>}
            </span>
          ),
        },
        {
          title: t('finding.size'),
          align: 'right',
          render: (_, { m2 }) => (m2 === undefined ? '' : t('finding.m2', { value: m2 })),
        },
        {
          key: 'show',
          render: (_, { at }) =>
            at === undefined ? null : (
              <Button size="small" type="link" onClick={() => onShow(at)}>
                {t('finding.show')}
              </Button>
            ),
        },
      ]}
    />
  )
}
