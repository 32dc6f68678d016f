import { Button, Drawer, Skeleton } from 'antd'
import { useEffect, type ReactNode } from 'react'
import { getAuditEntry, type AuditEntry } from '../contract.ts'
import { CopyButton, ErrorState, TimeText, useRead } from '#lib/ui'
import { useUnitName } from './EntryTable.tsx'
import type { Change } from './FilterBar.tsx'
import { useAuditKinds } from './kinds.ts'
import { useAuditWords } from './words.ts'

interface EntryDrawerProps {
  readonly id: number | undefined
  readonly onClose: () => void
  readonly onFilter: (change: Change) => void
}

/** One entry with all its fields and the seal it is in. */
export function EntryDrawer({ id, onClose, onFilter }: EntryDrawerProps) {
  const t = useAuditWords()
  const found = useRead(getAuditEntry, { params: { id: id ?? 1 } }, { enabled: id !== undefined, staleTime: 3000 })
  const pending = found.data !== undefined && found.data.seal === null
  const { refetch, dataUpdatedAt } = found
  useEffect(() => {
    // It is sealed within seconds: whoever looks at it sees it happen.
    if (!pending) return
    const timer = setTimeout(() => void refetch(), 3000)
    return () => clearTimeout(timer)
  }, [pending, refetch, dataUpdatedAt])
  return (
    <Drawer
      open={id !== undefined}
      onClose={onClose}
      title={t('drawer.title', { id: id ?? '' })}
      size={520}
      mask={{ blur: false, enabled: false }}
    >
      {found.isError ? (
        <ErrorState failure={found.error} onRetry={() => void found.refetch()} />
      ) : found.data === undefined ? (
        <Skeleton active />
      ) : (
        <Fields entry={found.data.entry} seal={found.data.seal} onFilter={onFilter} />
      )}
    </Drawer>
  )
}

interface FieldsProps {
  readonly entry: AuditEntry
  readonly seal: {
    readonly id: number
    readonly madeAt: string
    readonly entries: number
    readonly hash: string
  } | null
  readonly onFilter: (change: Change) => void
}

function Fields({ entry, seal, onFilter }: FieldsProps) {
  const t = useAuditWords()
  const kinds = useAuditKinds()
  const unit = useUnitName()(entry)
  const { actor, subject, subjectName, requestId } = entry
  const only = (label: string, change: Change) => (
    <Button type="link" size="small" onClick={() => onFilter(change)}>
      {label}
    </Button>
  )
  return (
    <>
      <p className="audit-sentence">
        {kinds.isSensitive(entry.what) ? <span className="audit-sensitive">{t('sensitive')}</span> : null}
        {kinds.describe(entry)}
      </p>
      <dl className="audit-fields">
        <Field name={t('drawer.recordedAt')}>
          <TimeText at={entry.recordedAt} full />
        </Field>
        <Field name={t('drawer.person')}>
          {actor === null ? t(requestId === null ? 'system' : 'nobody') : (actor.name ?? '')}
          {actor === null ? null : only(t('drawer.only'), { person: actor.id })}
        </Field>
        {actor === null ? null : <Code name={t('drawer.account')} text={actor.id} />}
        {actor?.postId == null ? null : <Code name={t('drawer.post')} text={actor.postId} />}
        {unit === '' ? null : <Field name={t('drawer.unit')}>{unit}</Field>}
        <Field name={t('drawer.what')}>
          <span className="yw-number">{entry.what}</span>
        </Field>
        {subjectName === null ? null : <Code name={t('drawer.subject')} text={subjectName} />}
        {subject === null ? null : (
          <Code name={t('drawer.subjectId')} text={subject} extra={only(t('drawer.onlySubject'), { subject })} />
        )}
        {requestId === null ? null : (
          <Code
            name={t('drawer.request')}
            text={requestId}
            extra={only(t('drawer.onlyRequest'), { request: requestId })}
          />
        )}
        <Field name={t('drawer.detail')}>
          {Object.keys(entry.detail).length === 0 ? (
            <span className="yw-quiet">{t('drawer.noDetail')}</span>
          ) : (
            <pre className="audit-detail">{JSON.stringify(entry.detail, null, 2)}</pre>
          )}
        </Field>
        <Field name={t('drawer.seal')}>
          {seal === null ? (
            <>
              <span className="audit-pending">{t('drawer.pending')}</span>
              <span className="yw-small yw-quiet">{t('drawer.pendingHint')}</span>
            </>
          ) : (
            <span>
              {t('drawer.sealed', { seal: seal.id, count: seal.entries })} <TimeText at={seal.madeAt} full />
            </span>
          )}
        </Field>
        {seal === null ? null : <Code name={t('drawer.hash')} text={seal.hash} />}
      </dl>
    </>
  )
}

function Field({ name, children }: { readonly name: string; readonly children: ReactNode }) {
  return (
    <div>
      <dt>{name}</dt>
      <dd>{children}</dd>
    </div>
  )
}

function Code({ name, text, extra }: { readonly name: string; readonly text: string; readonly extra?: ReactNode }) {
  return (
    <Field name={name}>
      <span className="yw-number audit-code">{text}</span>
      <CopyButton text={text} what={name} />
      {extra}
    </Field>
  )
}
