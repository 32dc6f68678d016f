import { BellOutlined, ExclamationCircleFilled } from '@ant-design/icons'
import { Link, useNavigate } from '@tanstack/react-router'
import { Badge, Button } from 'antd'
import { TimeText, useSay } from '#lib/ui'
import type { Message } from '../contract.ts'
import { useMarkRead, useUnread } from './live.ts'
import { useMessageWords } from './words.ts'
import './bell.css'

/** The bell in the header, and the urgent messages that stay on the screen until somebody opens them. */
export function MessageBell() {
  const t = useMessageWords()
  const found = useUnread()
  const count = found?.unread ?? 0
  const label = count === 0 ? t('bell') : t('bellUnread', { count })
  return (
    <>
      <Link to="/messages" className={count > 9 ? 'bell bell-many' : 'bell'} aria-label={label} title={label}>
        <Badge count={count} size="small" overflowCount={99} offset={[5, 0]}>
          <BellOutlined />
        </Badge>
      </Link>
      <Urgent messages={found?.urgent ?? []} />
    </>
  )
}

function Urgent({ messages }: { readonly messages: readonly Message[] }) {
  const t = useMessageWords()
  const say = useSay()
  const navigate = useNavigate()
  const markRead = useMarkRead()
  return (
    <div className="bell-urgent" role="alert" aria-live="assertive">
      {/* One at a time, the oldest first: a day of many would cover the page one works on. */}
      {messages.slice(0, 1).map((one) => (
        <section key={one.id}>
          <ExclamationCircleFilled aria-hidden />
          <div>
            <h3>
              {t('urgent')} · {say(one.title)}
            </h3>
            <p>{say(one.body)}</p>
            <TimeText at={one.occurredAt} relative />
            {messages.length === 1 ? null : (
              <Link to="/messages" search={{ unread: '1' } as never}>
                {t('urgentMore')}
              </Link>
            )}
          </div>
          <Button
            size="small"
            type="primary"
            danger
            onClick={() => {
              markRead([one.id])
              void navigate({ href: one.link ?? '/messages' })
            }}
          >
            {t('open')}
          </Button>
        </section>
      ))}
    </div>
  )
}
