import { useQueryClient } from '@tanstack/react-query'
import { App, Button, InputNumber, Modal } from 'antd'
import { useState } from 'react'
import { ErrorState, FailureAlert, keyOf, TableSkeleton, TimeText, useCommand, useRead, useSay } from '#lib/ui'
import { listRetentions, setRetention, type RetentionView } from '../contract.ts'
import { useJobWords } from './words.ts'

/** 保存期限: what is deleted how long after its end. */
export function RetentionDialog({ onClose }: { readonly onClose: () => void }) {
  const t = useJobWords()
  const list = useRead(listRetentions, {})
  return (
    <Modal
      open
      width={680}
      title={t('keep.title')}
      onCancel={onClose}
      footer={<Button onClick={onClose}>{t('keep.close')}</Button>}
    >
      <p>{t('keep.about')}</p>
      {list.isError ? (
        <ErrorState failure={list.error} onRetry={() => void list.refetch()} />
      ) : list.data === undefined ? (
        <TableSkeleton />
      ) : (
        <ul className="jobs-keep">
          {list.data.items.map((one) => (
            <Kept key={`${one.code} ${one.days}`} one={one} />
          ))}
        </ul>
      )}
    </Modal>
  )
}

function Kept({ one }: { readonly one: RetentionView }) {
  const t = useJobWords()
  const say = useSay()
  const queries = useQueryClient()
  const { message } = App.useApp()
  const set = useCommand(setRetention)
  const [days, setDays] = useState<number | null>(one.days)
  const isValid = days !== null && days >= one.least && days <= one.most
  const save = () => {
    if (!isValid || days === one.days || set.isPending) return
    set.mutate(
      { params: { code: one.code }, body: { days } },
      {
        onSuccess: () => {
          void message.success(t('keep.saved', { name: say(one.name), days }))
          void queries.invalidateQueries({ queryKey: keyOf(listRetentions) })
        },
      },
    )
  }
  return (
    <li>
      <h3>{say(one.name)}</h3>
      <p className="yw-quiet">{say(one.about)}</p>
      <div className="jobs-keep-row">
        <InputNumber
          aria-label={t('keep.days', { name: say(one.name) })}
          min={one.least}
          max={one.most}
          precision={0}
          suffix={t('keep.unit')}
          value={days}
          onChange={setDays}
          onPressEnter={save}
          style={{ width: 130 }}
        />
        <Button type="primary" disabled={!isValid || days === one.days} loading={set.isPending} onClick={save}>
          {t('keep.save')}
        </Button>
        <span className="yw-quiet yw-small">
          {t('keep.range', { least: one.least, most: one.most, usual: one.usual })}
          {one.changedAt === null ? null : (
            <>
              {' '}
              · {one.changedBy} <TimeText at={one.changedAt} />
            </>
          )}
        </span>
      </div>
      {set.error === null ? null : <FailureAlert failure={set.error} />}
    </li>
  )
}
