import { SoundOutlined, AudioMutedOutlined } from '@ant-design/icons'
import { useNavigate, useLocation } from '@tanstack/react-router'
import { Button } from 'antd'
import { useEffect, useRef, useState } from 'react'
import { CaseChanged, listCases, type CaseRow, type KindDefinition } from '../contract.ts'
import { ask, remember, remembered, useEvent } from '#lib/ui'
import { useMe } from '#platform/identity/ui'
import { isUrgent, useKinds, whoseOf, todoStates } from './kinds.ts'
import { whoseQuery } from './list-search.ts'
import { openSound, ring, useSoundBlocked } from './sound.ts'
import { useCaseWords } from './words.ts'
import './case.css'

const mutedKey = 'yiwang.cases.muted'
/** A sound that comes once is missed by whoever is on the telephone. */
const againMs = 8_000
const most = 5

/** Calls out urgent cases that come to this post’s work, again and again, until somebody opens or takes them. */
export function UrgentAlerts() {
  const t = useCaseWords()
  const navigate = useNavigate()
  const { pathname } = useLocation()
  const role = useMe()?.post.role
  const kinds = useKinds()
  const [waiting, setWaiting] = useState<readonly CaseRow[]>([])
  const [muted, setMuted] = useState(remembered(mutedKey) === '1')
  const blocked = useSoundBlocked()
  const asked = useRef(new Set<string>())

  useEvent(CaseChanged, (data) => {
    const kind = kinds?.find((one) => one.kind === data.kind)
    if (kind === undefined || role === undefined) return
    if (!todoStates(kind, role).includes(data.state)) {
      // Somebody has taken it on.
      setWaiting((now) => now.filter((row) => row.id !== data.caseId))
      return
    }
    if (data.from === data.state || asked.current.has(`${data.caseId} ${data.sequence}`)) return
    asked.current.add(`${data.caseId} ${data.sequence}`)
    void urgentRow(kind, role, data.number).then((row) => {
      if (row === undefined || location.pathname === `/cases/${row.id}`) return
      setWaiting((now) => [row, ...now.filter((one) => one.id !== row.id)].slice(0, most))
    })
  })
  // Who opens it has seen it.
  const open = waiting.filter((row) => pathname !== `/cases/${row.id}`)
  if (open.length < waiting.length) setWaiting(open)

  const rings = open.length > 0 && !muted
  useEffect(openSound, [])
  useEffect(() => {
    if (!rings) return
    ring()
    const timer = setInterval(ring, againMs)
    return () => clearInterval(timer)
  }, [rings, open.length])

  if (open.length === 0) return null
  return (
    <section className="case-alert" role="alert" aria-label={t('alert.title', { count: open.length })}>
      <header>
        <b>{t('alert.title', { count: open.length })}</b>
        <Button
          size="small"
          icon={muted ? <AudioMutedOutlined /> : <SoundOutlined />}
          aria-pressed={muted}
          onClick={() => {
            remember(mutedKey, muted ? null : '1')
            setMuted(!muted)
          }}
        >
          {t(muted ? 'alert.unmute' : 'alert.mute')}
        </Button>
      </header>
      {blocked && !muted ? <p className="yw-small">{t('alert.blocked')}</p> : null}
      <ul>
        {open.map((row) => (
          <li key={row.id}>
            <span className="yw-number">{row.number}</span>
            <span className="case-alert-title">{row.title}</span>
            <Button
              size="small"
              type="primary"
              danger
              onClick={() => void navigate({ to: '/cases/$id', params: { id: row.id } })}
            >
              {t('alert.open')}
            </Button>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** The case, if it is urgent and among this post’s own work. */
async function urgentRow(kind: KindDefinition, role: string, number: string): Promise<CaseRow | undefined> {
  const query = {
    kind: kind.kind,
    state: todoStates(kind, role).join(','),
    ...whoseQuery(whoseOf(kind, role)[0]!),
    q: number,
    pageSize: 1,
  }
  const found = await ask(listCases, { query }).catch(() => undefined)
  const row = found?.items[0]
  return row !== undefined && row.number === number && isUrgent(row) ? row : undefined
}
