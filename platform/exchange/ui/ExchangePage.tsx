import { PlusOutlined } from '@ant-design/icons'
import { useQueryClient } from '@tanstack/react-query'
import { useNavigate, useSearch } from '@tanstack/react-router'
import { Button, Segmented, Spin } from 'antd'
import { useState } from 'react'
import { EmptyState, ErrorState, keyOf, PageHeader, SearchBox, useEvent, useKeys, useRead } from '#lib/ui'
import { ExchangeChanged, listMessages, listSystems } from '../contract.ts'
import { MessageLog } from './MessageLog.tsx'
import type { ExchangeSearch } from './search.ts'
import { SystemCard } from './SystemCard.tsx'
import { SystemForm } from './SystemForm.tsx'
import { useExchangeWords } from './words.ts'
import './exchange.css'

/** So many are seen at a glance. */
const fewSystems = 4

/** The outside systems, their keys, and every message in and out. What is shown stands in the address. */
export function ExchangePage() {
  const t = useExchangeWords()
  const queries = useQueryClient()
  const navigate = useNavigate()
  const search: ExchangeSearch = useSearch({ strict: false })
  const systems = useRead(listSystems, {})
  const [adding, setAdding] = useState(false)
  const [text, setText] = useState('')
  useEvent(ExchangeChanged, () => {
    for (const route of [listSystems, listMessages]) void queries.invalidateQueries({ queryKey: keyOf(route) })
  })
  const go = (next: ExchangeSearch) => void navigate({ to: '/settings/exchange', search: { ...next } })
  const view = search.view ?? 'systems'
  useKeys(t('title'), [
    { keys: ']', label: t('keys.next'), run: () => go(view === 'systems' ? { view: 'log' } : {}) },
    { keys: 'n', label: t('keys.add'), run: () => setAdding(true) },
  ])
  if (systems.error !== null && systems.data === undefined)
    return <ErrorState failure={systems.error} onRetry={() => void systems.refetch()} />
  const items = systems.data?.items ?? []
  const shown = items.filter((one) =>
    `${one.name} ${one.code} ${one.contact}`.toLowerCase().includes(text.toLowerCase()),
  )
  const add = (
    <Button type="primary" icon={<PlusOutlined aria-hidden />} onClick={() => setAdding(true)}>
      {t('register')}
    </Button>
  )
  return (
    <div className={view === 'log' ? 'yw-list' : 'exchange-page'}>
      <PageHeader
        title={t('title')}
        aside={
          <Segmented<'systems' | 'log'>
            value={view}
            options={[
              { value: 'systems', label: t('view.systems') },
              { value: 'log', label: t('view.log') },
            ]}
            onChange={(value) => go(value === 'log' ? { view: 'log' } : {})}
          />
        }
        actions={add}
      />
      {view === 'log' ? (
        <MessageLog systems={items} search={search} onSearch={(change) => go({ ...change, view: 'log' })} />
      ) : systems.data === undefined ? (
        <Spin delay={300} />
      ) : (
        <>
          <p className="exchange-about">{t('about')}</p>
          {items.length === 0 ? <EmptyState title={t('empty')} hint={t('emptyHint')} /> : null}
          {items.length > fewSystems ? (
            <SearchBox label={t('system.search')} placeholder={t('system.search')} value={text} onSearch={setText} />
          ) : null}
          {items.length > 0 && shown.length === 0 ? <EmptyState title={t('system.noMatch', { text })} /> : null}
          {shown.map((system) => (
            <SystemCard key={system.code} system={system} onLog={() => go({ view: 'log', system: system.code })} />
          ))}
        </>
      )}
      {adding ? <SystemForm system={undefined} onClose={() => setAdding(false)} /> : null}
    </div>
  )
}
