import { SafetyCertificateOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { Button, Modal, Select } from 'antd'
import { useState } from 'react'
import { getAuditState, verifySeals } from '../contract.ts'
import { FailureAlert, keyOf, Notice, TimeText, useCall, useRead } from '#lib/ui'
import { useAuditWords } from './words.ts'

const choices = [10, 50, 200, 500] as const
const countEnd = 10_000
/** After this long something is wrong with sealing, which looks every few seconds. */
const lateMs = 5 * 60_000

/** How the log is sealed, when it was last verified, and the button that verifies it. */
export function SealState() {
  const t = useAuditWords()
  const queries = useQueryClient()
  const state = useRead(getAuditState, {}, { staleTime: 5000 })
  const verify = useCall(verifySeals)
  const [newest, setNewest] = useState<number>(50)
  const { lastSeal, unsealed, lastVerification } = state.data ?? {}
  const run = () =>
    verify.mutate(
      { body: { newest } },
      { onSettled: () => void queries.invalidateQueries({ queryKey: keyOf(getAuditState) }) },
    )
  // As of when it was asked: an answer that has stood here for a while says nothing of now.
  const late = unsealed?.since != null && state.dataUpdatedAt - Date.parse(unsealed.since) > lateMs
  return (
    <section className="audit-state" aria-label={t('state.label')}>
      {state.isError && state.data === undefined ? (
        <FailureAlert failure={state.error} />
      ) : (
        <dl>
          <div>
            <dt>{t('state.last')}</dt>
            <dd>
              {lastSeal == null ? (
                <span className="yw-quiet">{state.isPending ? '…' : t('state.none')}</span>
              ) : (
                <>
                  {t('state.lastOf', { seal: lastSeal.id })} · <TimeText at={lastSeal.madeAt} />
                </>
              )}
            </dd>
          </div>
          <div>
            <dt>{t('state.unsealed')}</dt>
            <dd className={late ? 'audit-late' : undefined}>
              {unsealed === undefined
                ? '…'
                : unsealed.count > countEnd
                  ? t('state.countMore', { count: countEnd })
                  : t('state.count', { count: unsealed.count })}
              {late ? ` · ${t('state.late')}` : null}
            </dd>
          </div>
          <div>
            <dt>{t('state.verified')}</dt>
            <dd>
              {lastVerification == null ? (
                <span className="yw-quiet">{state.isPending ? '…' : t('state.never')}</span>
              ) : (
                <>
                  <TimeText at={lastVerification.at} /> {lastVerification.by ?? ''} ·{' '}
                  <span className={lastVerification.findings > 0 ? 'audit-late' : 'audit-clean'}>
                    {lastVerification.findings > 0
                      ? t('state.findings', { count: lastVerification.findings })
                      : t('state.clean')}
                  </span>
                </>
              )}
            </dd>
          </div>
        </dl>
      )}
      <div className="audit-verify">
        <Select<number>
          size="small"
          value={newest}
          aria-label={t('state.verify')}
          options={choices.map((count) => ({ value: count, label: t('state.newest', { count }) }))}
          onChange={setNewest}
        />
        <Button size="small" icon={<SafetyCertificateOutlined aria-hidden />} loading={verify.isPending} onClick={run}>
          {t('state.verify')}
        </Button>
      </div>
      <Modal
        open={verify.data !== undefined || verify.error !== null}
        title={t('verify.title')}
        onCancel={() => verify.reset()}
        footer={<Button onClick={() => verify.reset()}>{t('verify.close')}</Button>}
        width={560}
      >
        {verify.error === null ? null : <FailureAlert failure={verify.error} />}
        {verify.data === undefined ? null : <Result {...verify.data} />}
      </Modal>
    </section>
  )
}

interface ResultProps {
  readonly seals: number
  readonly entries: number
  readonly findings: readonly { readonly seal: number | null; readonly what: string }[]
  readonly head: string | null
  readonly seconds: number
}

function Result({ seals, entries, findings, head, seconds }: ResultProps) {
  const t = useAuditWords()
  const figures = { seals, entries, seconds: seconds.toFixed(1) }
  return (
    <div className="audit-result">
      {findings.length > 0 ? (
        <Notice tone="error">
          {t('verify.bad', { ...figures, count: findings.length })}
          <ul className="audit-findings">
            {findings.map((finding) => (
              <li key={finding.what}>{finding.what}</li>
            ))}
          </ul>
        </Notice>
      ) : (
        <Notice tone={seals === 0 ? 'info' : 'done'}>
          {seals === 0 ? t('verify.nothing') : t('verify.clean', figures)}
        </Notice>
      )}
      {head === null ? null : (
        <p className="yw-small">
          <span className="yw-quiet">{t('verify.head')}</span>
          <br />
          <span className="yw-number audit-code">{head}</span>
        </p>
      )}
    </div>
  )
}
