import { CheckOutlined, TeamOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { TimeText, useRead, useSay } from '#lib/ui'
import { getReceipts, type Message } from '../contract.ts'
import { useMessageWords } from './words.ts'

type Single = Omit<Message, 'parts'>

interface MessageItemProps {
  readonly message: Message
  readonly onOpen: (message: Single) => void
  readonly onRead: (id: string) => void
}

/** One message, or one that gathers others and unfolds them. */
export function MessageItem({ message, onOpen, onRead }: MessageItemProps) {
  const t = useMessageWords()
  const [open, setOpen] = useState(false)
  const { parts } = message
  if (parts.length === 0) return <Line message={message} onOpen={onOpen} onRead={onRead} />
  return (
    <>
      <Line
        message={message}
        onOpen={() => setOpen(!open)}
        onRead={onRead}
        more={open ? t('fold') : t('parts', { count: parts.length })}
      />
      {open ? parts.map((one) => <Line key={one.id} message={one} onOpen={onOpen} onRead={onRead} part />) : null}
    </>
  )
}

interface LineProps {
  readonly message: Single
  readonly onOpen: (message: Single) => void
  readonly onRead: (id: string) => void
  /** stands below the one that gathers it */
  readonly part?: boolean
  readonly more?: string
}

function Line({ message, onOpen, onRead, part = false, more }: LineProps) {
  const t = useMessageWords()
  const say = useSay()
  const [asking, setAsking] = useState(false)
  const isNew = message.readAt === null
  const names = ['inbox-item', ...(isNew ? ['inbox-new'] : []), ...(part ? ['inbox-part'] : [])]
  return (
    <li className={names.join(' ')} data-message={message.id}>
      <span className="inbox-dot" {...(isNew ? { role: 'img', 'aria-label': t('unread') } : {})} />
      <button type="button" className="inbox-open" onClick={() => onOpen(message)}>
        <span className="inbox-title" title={say(message.title)}>
          {message.urgent ? <em>{t('urgent')}</em> : null}
          {say(message.title)}
        </span>
        <span className="inbox-body" title={say(message.body)}>
          {say(message.body)}
        </span>
        {more === undefined ? null : <span className="inbox-more">{more}</span>}
      </button>
      {message.handledAt === null ? null : <span className="inbox-handled">{t('handled')}</span>}
      <span className="inbox-do">
        {isNew ? (
          <Button
            type="text"
            size="small"
            aria-label={t('read')}
            title={t('read')}
            icon={<CheckOutlined aria-hidden />}
            onClick={() => onRead(message.id)}
          />
        ) : null}
        {more === undefined ? (
          <Button
            type="text"
            size="small"
            aria-label={t('receipts')}
            title={t('receipts')}
            aria-expanded={asking}
            icon={<TeamOutlined aria-hidden />}
            onClick={() => setAsking(!asking)}
          />
        ) : null}
      </span>
      <TimeText at={message.occurredAt} />
      {asking ? <Receipts id={message.id} /> : null}
    </li>
  )
}

function Receipts({ id }: { readonly id: string }) {
  const t = useMessageWords()
  const found = useRead(getReceipts, { params: { id } })
  return (
    <ul className="inbox-receipts" aria-label={t('receipts')}>
      {(found.data?.items ?? []).map(({ name, readAt }) => (
        <li key={name}>
          {readAt === null ? (
            <span className="yw-quiet">{t('receiptUnread', { name })}</span>
          ) : (
            <>
              {t('receiptRead', { name })} <TimeText at={readAt} />
            </>
          )}
        </li>
      ))}
    </ul>
  )
}
