import { ArrowLeftOutlined } from '@ant-design/icons'
import { Link, useNavigate, useParams } from '@tanstack/react-router'
import { Button, Popover, Skeleton, Tag } from 'antd'
import { useMemo, useState } from 'react'
import { EmptyState, ErrorState, PageHeader, useRead, useSay } from '#lib/ui'
import { checkKind, listKinds, type KindDefinition } from '../contract.ts'
import { KindFlow } from './KindFlow.tsx'
import { KindVersions } from './KindVersions.tsx'
import { usePublishingWords } from './publishing-words.ts'
import { useCaseWords } from './words.ts'

/** One kind of case: how it goes, as a diagram. */
export function KindPage() {
  const { kind: code = '' }: { kind?: string } = useParams({ strict: false })
  const t = useCaseWords()
  const publishing = usePublishingWords()
  const say = useSay()
  const [versions, setVersions] = useState(false)
  const navigate = useNavigate()
  const answer = useRead(listKinds, {}, { staleTime: 600_000 })
  const kind = answer.data?.items.find((one) => one.kind === code)
  const back = (
    <Button size="small" icon={<ArrowLeftOutlined />} onClick={() => void navigate({ to: '/case-kinds' })}>
      {t('flow.back')}
    </Button>
  )
  if (answer.isPending) return <Skeleton active paragraph={{ rows: 10 }} />
  if (answer.data === undefined) return <ErrorState failure={answer.error!} onRetry={() => void answer.refetch()} />
  if (kind === undefined) return <EmptyState title={t('flow.noKind', { kind: code })} action={back} />
  return (
    <div className="kind-page">
      <PageHeader
        title={say(kind.name)}
        aside={
          <>
            <span className="yw-quiet">
              {t('flow.version')} <b className="yw-number">{kind.version}</b>
            </span>
            <Checks kind={kind} />
          </>
        }
        actions={
          <>
            {answer.data.items.length < 2
              ? null
              : answer.data.items.map((one) => (
                  <Link
                    key={one.kind}
                    to="/case-kinds/$kind"
                    params={{ kind: one.kind }}
                    className={one.kind === kind.kind ? 'kind-tab kind-tab-on' : 'kind-tab'}
                  >
                    {say(one.name)}
                  </Link>
                ))}
            <Button size="small" onClick={() => setVersions(true)}>
              {publishing('versions')}
            </Button>
            {answer.data.mayPublish ? (
              <Button
                size="small"
                type="primary"
                onClick={() => void navigate({ to: '/case-kinds/$kind/draft', params: { kind: kind.kind } })}
              >
                {publishing('newVersion')}
              </Button>
            ) : null}
            {back}
          </>
        }
      />
      <KindFlow key={kind.kind} kind={kind} />
      {versions ? (
        <KindVersions kind={kind} mayPublish={answer.data.mayPublish} onClose={() => setVersions(false)} />
      ) : null}
    </div>
  )
}

/** What the check of the kind says. */
function Checks({ kind }: { readonly kind: KindDefinition }) {
  const t = useCaseWords()
  const say = useSay()
  const found = useMemo(() => checkKind(kind), [kind])
  const errors = found.filter((one) => one.severity === 'error').length
  const warnings = found.length - errors
  if (found.length === 0) return <Tag color="success">{t('flow.noFindings')}</Tag>
  const list = (
    <ul className="kind-findings">
      {found.map((one) => (
        <li key={`${one.where} ${one.code} ${one.words.en}`}>
          <Tag color={one.severity === 'error' ? 'error' : 'warning'}>{one.code}</Tag>
          {say(one.words)}
          <div className="yw-quiet yw-small">{one.where}</div>
        </li>
      ))}
    </ul>
  )
  return (
    <Popover title={t('flow.checks')} content={list} trigger="click" placement="bottomLeft">
      <Button size="small" danger={errors > 0}>
        {[
          errors === 0 ? [] : t('flow.errors', { count: errors }),
          warnings === 0 ? [] : t('flow.warnings', { count: warnings }),
        ]
          .flat()
          .join(' · ')}
      </Button>
    </Popover>
  )
}
