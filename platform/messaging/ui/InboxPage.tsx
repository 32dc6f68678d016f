import { CheckOutlined, SettingOutlined } from '@ant-design/icons'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { App, Button, Pagination, Popconfirm, Segmented, Select } from 'antd'
import { useState } from 'react'
import {
  EmptyState,
  ErrorState,
  FailureAlert,
  PageHeader,
  useCommand,
  useKeys,
  useRead,
  useSay,
  focusSearch,
  SearchBox,
  TableSkeleton,
} from '#lib/ui'
import { countUnread, getPreference, listMessages, markAllRead, type Message } from '../contract.ts'
import { useMarkRead, useRefreshInbox } from './live.ts'
import { MessageItem } from './MessageItem.tsx'
import { PreferenceForm } from './PreferenceForm.tsx'
import type { InboxSearch } from './search.ts'
import { useMessageWords } from './words.ts'
import './inbox.css'

const pageSize = 50

/** The inbox. Its whole state stands in the address. */
export function InboxPage() {
  const t = useMessageWords()
  const say = useSay()
  const navigate = useNavigate()
  const app = App.useApp()
  const search: InboxSearch = useSearch({ strict: false })
  const { unread, notice, q, page = 1 } = search
  const list = useRead(
    listMessages,
    {
      query: {
        ...(unread === '1' ? { unread: true } : {}),
        ...(notice === undefined ? {} : { notice }),
        ...(q === undefined ? {} : { q }),
        page,
        pageSize,
      },
    },
    { keep: true },
  )
  const count = useRead(countUnread, {}).data?.unread ?? 0
  const notices = useRead(getPreference, {}).data?.notices ?? []
  const all = useCommand(markAllRead)
  const markRead = useMarkRead()
  const refresh = useRefreshInbox()
  const [asking, setAsking] = useState(false)
  // What was read cannot be made unread again.
  const [sure, setSure] = useState(false)
  const go = (next: InboxSearch) => void navigate({ to: '/messages', search: next })
  const readAll = () => {
    setSure(false)
    if (count === 0 || all.isPending) return
    all.mutate(
      { body: notice === undefined ? {} : { notice } },
      {
        onSuccess: () => {
          refresh()
          void app.message.success(t('readAllDone'))
        },
      },
    )
  }
  const open = (message: Pick<Message, 'id' | 'link' | 'readAt'>) => {
    if (message.readAt === null) markRead([message.id])
    if (message.link !== null) void navigate({ href: message.link })
  }
  const focused = () => {
    const id = document.activeElement?.closest<HTMLElement>('[data-message]')?.dataset['message']
    return list.data?.items.flatMap((one) => [one, ...one.parts]).find((one) => one.id === id)
  }
  useKeys(t('keys.title'), [
    { keys: 'j ArrowDown', label: t('keys.next'), run: () => step(1) },
    { keys: 'k ArrowUp', label: t('keys.previous'), run: () => step(-1) },
    { keys: 'Enter', label: t('keys.open'), run: () => itemsOf()[0]?.focus() },
    {
      keys: 'e',
      label: t('keys.read'),
      run: () => {
        const message = focused()
        if (message?.readAt === null) markRead([message.id])
      },
    },
    { keys: 'mod+e', label: t('keys.all'), run: () => setSure(count > 0) },
    { keys: '/', label: t('keys.search'), run: focusSearch },
  ])
  const filtered = notice !== undefined || q !== undefined
  return (
    <div className="yw-list">
      <PageHeader
        title={t('title')}
        aside={
          <Segmented<'0' | '1'>
            aria-label={t('filter.label')}
            value={unread ?? '0'}
            options={[
              { value: '0', label: t('filter.all') },
              { value: '1', label: count === 0 ? t('filter.unread') : `${t('filter.unread')} ${count}` },
            ]}
            onChange={(value) => go({ ...search, unread: value === '1' ? '1' : undefined, page: 1 } as InboxSearch)}
          />
        }
        actions={
          <>
            <Select
              aria-label={t('filter.notice')}
              value={notice ?? ''}
              options={[
                { value: '', label: t('filter.notice') },
                ...notices.map((one) => ({ value: one.code, label: say(one.name) })),
              ]}
              onChange={(code) => go({ ...search, notice: code, page: 1 })}
              style={{ width: 160 }}
            />
            <SearchBox
              className="inbox-search"
              label={t('filter.search')}
              value={q ?? ''}
              below=".inbox-open"
              onSearch={(text) => go({ ...search, q: text, page: 1 })}
            />
            <Popconfirm
              open={sure}
              title={t('readAllAsk')}
              okText={t('readAll')}
              cancelText={t('no')}
              onOpenChange={(open) => setSure(open && count > 0)}
              onConfirm={readAll}
            >
              <Button icon={<CheckOutlined aria-hidden />} disabled={count === 0} loading={all.isPending}>
                {t('readAll')}
              </Button>
            </Popconfirm>
            <Button icon={<SettingOutlined aria-hidden />} onClick={() => setAsking(true)}>
              {t('preferences')}
            </Button>
          </>
        }
      />
      {all.error === null ? null : <FailureAlert failure={all.error} />}
      <div className={list.isPlaceholderData ? 'yw-scroll yw-stale inbox-scroll' : 'yw-scroll inbox-scroll'}>
        {list.isPending ? (
          <TableSkeleton widths={[8, 300]} />
        ) : list.isError && list.data === undefined ? (
          <ErrorState failure={list.error} onRetry={() => void list.refetch()} />
        ) : list.data.items.length === 0 ? (
          <EmptyState
            title={filtered ? t('empty.search') : unread === '1' ? t('empty.unread') : t('empty.title')}
            {...(filtered ? {} : { hint: t('empty.hint') })}
            action={filtered ? <Button onClick={() => go({})}>{t('empty.clear')}</Button> : null}
          />
        ) : (
          <ol className="inbox-list" aria-label={t('list')}>
            {list.data.items.map((message) => (
              <MessageItem key={message.id} message={message} onOpen={open} onRead={(id) => markRead([id])} />
            ))}
          </ol>
        )}
      </div>
      <footer className="yw-foot">
        <span className="yw-quiet yw-number">{t('total', { count: list.data?.total ?? 0 })}</span>
        <Pagination
          size="small"
          current={page}
          pageSize={pageSize}
          total={list.data?.total ?? 0}
          showSizeChanger={false}
          hideOnSinglePage
          onChange={(next) => go({ ...search, page: next })}
        />
      </footer>
      {asking ? <PreferenceForm onClose={() => setAsking(false)} /> : null}
    </div>
  )
}

function itemsOf(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('.inbox-open')]
}

function step(by: number): void {
  const items = itemsOf()
  const at = items.findIndex((one) => one === document.activeElement)
  const item =
    at === -1 ? items[by > 0 ? 0 : items.length - 1] : items[Math.min(Math.max(at + by, 0), items.length - 1)]
  item?.focus({ preventScroll: true })
  item?.closest('li')?.scrollIntoView({ block: 'nearest' })
}
