import { ReloadOutlined } from '@ant-design/icons'
import { App, Button, Modal, Pagination, Select } from 'antd'
import { useState } from 'react'
import {
  EmptyState,
  ErrorState,
  StateTag,
  TableSkeleton,
  TimeText,
  useCall,
  useCommand,
  useKeys,
  useRead,
  ReasonDialog,
  focusSearch,
  SearchBox,
} from '#lib/ui'
import { listMessages, readMessage, replayMessage, type Message, type System } from '../contract.ts'
import { filterOf, type ExchangeSearch } from './search.ts'
import { useExchangeWords } from './words.ts'

const pageSize = 50

interface MessageLogProps {
  readonly systems: readonly System[]
  readonly search: ExchangeSearch
  readonly onSearch: (search: ExchangeSearch) => void
}

/** Every message in and out, newest first. */
export function MessageLog({ systems, search, onSearch }: MessageLogProps) {
  const t = useExchangeWords()
  const { page = 1 } = search
  const filter = filterOf(search)
  const list = useRead(listMessages, { query: { ...filter, page, pageSize } }, { keep: true })
  const [asked, setAsked] = useState<{ what: 'read' | 'replay'; message: Message } | undefined>()
  useKeys(t('title'), [{ keys: '/', label: t('keys.search'), run: focusSearch }])
  const set = (change: ExchangeSearch) => onSearch({ ...filter, ...change })
  const filtered = Object.keys(filter).length > 0
  const rows = list.data?.items ?? []
  return (
    <>
      <div className="yw-filters exchange-filter">
        <Select
          aria-label={t('log.system')}
          value={search.system ?? ''}
          options={[
            { value: '', label: t('log.allSystems') },
            ...systems.map(({ code, name }) => ({ value: code, label: name })),
          ]}
          onChange={(value) => set({ system: value === '' ? undefined : value })}
        />
        <Select<'' | 'in' | 'out'>
          aria-label={t('log.direction')}
          value={search.direction ?? ''}
          options={[
            { value: '', label: t('log.allDirections') },
            ...(['in', 'out'] as const).map((value) => ({ value, label: t(`log.${value}`) })),
          ]}
          onChange={(value) => set({ direction: value === '' ? undefined : value })}
        />
        <Select<'' | 'waiting' | 'done' | 'failed'>
          aria-label={t('log.stateName')}
          value={search.state ?? ''}
          options={[
            { value: '', label: t('log.allStates') },
            ...(['waiting', 'done', 'failed'] as const).map((value) => ({ value, label: t(`log.state.${value}`) })),
          ]}
          onChange={(value) => set({ state: value === '' ? undefined : value })}
        />
        <SearchBox
          label={t('log.search')}
          value={search.q ?? ''}
          onSearch={(q) => set({ q: q === '' ? undefined : q })}
        />
        <Button icon={<ReloadOutlined aria-hidden />} loading={list.isFetching} onClick={() => void list.refetch()}>
          {t('log.refresh')}
        </Button>
      </div>
      <div className={list.isPlaceholderData ? 'yw-scroll yw-stale' : 'yw-scroll'}>
        {list.error !== null && list.data === undefined ? (
          <ErrorState failure={list.error} onRetry={() => void list.refetch()} />
        ) : list.data === undefined ? (
          <TableSkeleton widths={[100, 180]} />
        ) : rows.length === 0 ? (
          <EmptyState
            title={t(filtered ? 'log.emptyFilter' : 'log.empty')}
            {...(filtered
              ? { action: <Button onClick={() => onSearch({})}>{t('log.clear')}</Button> }
              : { hint: t('log.emptyHint') })}
          />
        ) : (
          <table className="yw-table exchange-log" aria-label={t('view.log')} aria-busy={list.isFetching}>
            <thead>
              <tr>
                <th className="exchange-c-time">{t('log.time')}</th>
                <th>{t('log.system')}</th>
                <th className="exchange-c-short">{t('log.direction')}</th>
                <th className="exchange-c-type">{t('log.type')}</th>
                <th className="exchange-c-type">{t('log.id')}</th>
                <th className="yw-right exchange-c-size">{t('log.size')}</th>
                <th className="exchange-c-state">{t('log.stateName')}</th>
                <th className="yw-right exchange-c-short">{t('log.tries')}</th>
                <th>{t('log.result')}</th>
                <th className="exchange-c-do" aria-label={t('log.actions')} />
              </tr>
            </thead>
            <tbody>
              {rows.map((row) => (
                <Row key={row.id} row={row} onAsk={(what) => setAsked({ what, message: row })} />
              ))}
            </tbody>
          </table>
        )}
      </div>
      <footer className="yw-foot">
        <span className="yw-quiet yw-number">{t('log.total', { count: list.data?.total ?? 0 })}</span>
        <Pagination
          size="small"
          hideOnSinglePage
          current={page}
          pageSize={pageSize}
          total={list.data?.total ?? 0}
          showSizeChanger={false}
          onChange={(to) => onSearch({ ...filter, page: to })}
        />
      </footer>
      {asked?.what === 'replay' ? <Replay message={asked.message} onClose={() => setAsked(undefined)} /> : null}
      {asked?.what === 'read' ? <Content message={asked.message} onClose={() => setAsked(undefined)} /> : null}
    </>
  )
}

function Row({ row, onAsk }: { readonly row: Message; readonly onAsk: (what: 'read' | 'replay') => void }) {
  const t = useExchangeWords()
  const result = useResult(row)
  const replayed = row.replays === 0 ? '' : t('log.replayed', { count: row.replays })
  // What the other side said besides its status.
  const unknown = row.fault === null || known.some((one) => one === row.fault) ? '' : row.fault
  return (
    <tr>
      <td className="yw-nowrap">
        <TimeText at={row.createdAt} />
      </td>
      <td className="yw-clip" title={row.systemName}>
        {row.systemName}
      </td>
      <td className="yw-nowrap">{t(`log.${row.direction}`)}</td>
      <td className="yw-clip" title={row.type}>
        <code>{row.type}</code>
      </td>
      <td className="yw-clip" title={row.senderId}>
        <code>{row.senderId}</code>
      </td>
      <td className="yw-right yw-number">{t('log.bytes', { count: row.size })}</td>
      <td>
        {row.state === 'failed' ? (
          <span className="exchange-tag exchange-bad">{t('log.state.failed')}</span>
        ) : (
          <StateTag name={t(`log.state.${row.state}`)} stage={row.state} />
        )}
      </td>
      <td className="yw-right yw-number">{row.tries}</td>
      <td className="yw-clip" title={[result, replayed, unknown].filter((text) => text !== '').join(' · ')}>
        <span className={row.fault === null ? 'yw-quiet yw-number' : ''}>{result}</span>
        {replayed === '' ? null : <span className="yw-quiet yw-small"> {replayed}</span>}
      </td>
      <td className="yw-right yw-nowrap">
        <Button size="small" type="link" onClick={() => onAsk('read')}>
          {t('log.read')}
        </Button>
        {row.state === 'waiting' ? null : (
          <Button size="small" type="link" onClick={() => onAsk('replay')}>
            {t('log.replay')}
          </Button>
        )}
      </td>
    </tr>
  )
}

const known = ['no_consumer', 'consumer_failed', 'no_key', 'no_address', 'timeout', 'stopped'] as const

/** What came of the last try, in words. */
function useResult({ fault, status }: Message): string {
  const t = useExchangeWords()
  if (fault === null) return status === null ? '' : `HTTP ${status}`
  const name = known.find((one) => one === fault)
  if (name !== undefined) return t(`fault.${name}`)
  return status === null ? t('fault.other', { fault }) : t('fault.http', { status })
}

interface DialogProps {
  readonly message: Message
  readonly onClose: () => void
}

function Replay({ message: row, onClose }: DialogProps) {
  const t = useExchangeWords()
  const { message } = App.useApp()
  const replay = useCommand(replayMessage)
  return (
    <ReasonDialog
      hint={t('why.hint')}
      title={t('why.replay')}
      about={row.direction === 'in' ? t('why.replayIn') : t('why.replayOut', { name: row.systemName })}
      ok={t('why.replayOk')}
      pending={replay.isPending}
      failure={replay.error}
      onOk={(reason) =>
        replay.mutate(
          { params: { id: row.id }, body: { reason } },
          {
            onSuccess: () => {
              void message.success(t('why.replayed'))
              onClose()
            },
          },
        )
      }
      onClose={onClose}
    />
  )
}

function Content({ message: row, onClose }: DialogProps) {
  const t = useExchangeWords()
  const read = useCall(readMessage)
  if (read.data === undefined)
    return (
      <ReasonDialog
        hint={t('why.hint')}
        title={t('why.read')}
        about={t('why.readAbout')}
        ok={t('why.readOk')}
        pending={read.isPending}
        failure={read.error}
        onOk={(reason) => read.mutate({ params: { id: row.id }, body: { reason } })}
        onClose={onClose}
      />
    )
  const { body, answer, sm3 } = read.data
  return (
    <Modal open title={`${row.systemName} · ${row.type}`} footer={null} onCancel={onClose} width={720}>
      <h3>{t('why.body')}</h3>
      <pre className="exchange-content">{pretty(body)}</pre>
      <h3>{t('why.answer')}</h3>
      {answer === null ? (
        <p className="yw-quiet">{t('why.noAnswer')}</p>
      ) : (
        <pre className="exchange-content">{pretty(answer)}</pre>
      )}
      <p className="yw-quiet yw-small exchange-note">{`${t('why.sm3')} ${sm3}`}</p>
    </Modal>
  )
}

function pretty(text: string): string {
  try {
    return JSON.stringify(JSON.parse(text), null, 2)
  } catch {
    return text
  }
}
