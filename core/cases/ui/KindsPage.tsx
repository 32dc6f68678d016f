import { PlusOutlined } from '@ant-design/icons'
import { Link, useNavigate } from '@tanstack/react-router'
import { Button } from 'antd'
import { EmptyState, ErrorState, PageHeader, TableSkeleton, useRead, useSay } from '#lib/ui'
import { listKinds } from '../contract.ts'
import { ways } from './flow-graph.ts'
import { newKindCode } from './kind-draft.ts'
import { useRoleNames } from './KindFlow.tsx'
import { usePublishingWords } from './publishing-words.ts'
import { useCaseWords } from './words.ts'
import './kinds.css'

/** The kinds of case of this city, each a link to its diagram. */
export function KindsPage() {
  const t = useCaseWords()
  const publishing = usePublishingWords()
  const say = useSay()
  const nameOf = useRoleNames()
  const navigate = useNavigate()
  const answer = useRead(listKinds, {}, { staleTime: 600_000 })
  return (
    <div className="kind-page">
      <PageHeader
        title={t('flow.kinds')}
        actions={
          answer.data?.mayPublish === true ? (
            <Button
              icon={<PlusOutlined />}
              onClick={() => void navigate({ to: '/case-kinds/$kind/draft', params: { kind: newKindCode } })}
            >
              {publishing('newKind')}
            </Button>
          ) : undefined
        }
      />
      <p className="yw-quiet kind-hint">{t('flow.kindsHint')}</p>
      {answer.isPending ? (
        <TableSkeleton />
      ) : answer.data === undefined ? (
        <ErrorState failure={answer.error!} onRetry={() => void answer.refetch()} />
      ) : answer.data.items.length === 0 ? (
        <EmptyState title={t('flow.none')} />
      ) : (
        <table className="yw-table kind-table" aria-label={t('flow.kinds')}>
          <thead>
            <tr>
              <th className="kind-name">{t('flow.name')}</th>
              <th className="kind-code">{t('flow.code')}</th>
              <th className="kind-count">{t('flow.version')}</th>
              <th className="kind-count">{t('flow.states')}</th>
              <th className="kind-count">{t('flow.actions')}</th>
              <th className="kind-count">{t('flow.clocks')}</th>
              <th>{t('flow.begins')}</th>
            </tr>
          </thead>
          <tbody>
            {answer.data.items.map((kind) => (
              <tr
                key={kind.kind}
                className="yw-row"
                onClick={() => void navigate({ to: '/case-kinds/$kind', params: { kind: kind.kind } })}
              >
                <td>
                  <Link className="yw-link" to="/case-kinds/$kind" params={{ kind: kind.kind }}>
                    {say(kind.name)}
                  </Link>
                </td>
                <td className="yw-quiet">{kind.kind}</td>
                <td className="kind-count yw-number">{kind.version}</td>
                <td className="kind-count yw-number">{kind.states.length}</td>
                <td className="kind-count yw-number">{kind.actions.length}</td>
                <td className="kind-count yw-number">{kind.clocks?.length ?? 0}</td>
                <td className="kind-begins">
                  {[...new Set(ways(kind).flatMap((way) => way.roles))]
                    .map((role) => say(nameOf('role', role) ?? { 'zh-CN': role, en: role }))
                    .join(t('act.and'))}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
    </div>
  )
}
