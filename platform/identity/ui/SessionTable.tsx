import { Button } from 'antd'
import { TimeText } from '#lib/ui'
import type { AccountSession } from '../contract.ts'
import { useIdentityWords } from './me.ts'

interface SessionTableProps {
  readonly sessions: readonly AccountSession[]
  readonly busy: boolean
  /** undefined: nobody here may end one */
  readonly onEnd: ((id: string) => void) | undefined
}

/** Running sessions: since when, from where, on what. */
export function SessionTable({ sessions, busy, onEnd }: SessionTableProps) {
  const t = useIdentityWords()
  if (sessions.length === 0) return <p className="yw-quiet">{t('sessions.empty')}</p>
  return (
    <table className="id-table" aria-label={t('sessions.title')}>
      <thead>
        <tr>
          <th>{t('sessions.device')}</th>
          <th>{t('sessions.where')}</th>
          <th>{t('sessions.since')}</th>
          <th>{t('sessions.seen')}</th>
          <th className="id-c-do" aria-label={t('sessions.end')} />
        </tr>
      </thead>
      <tbody>
        {sessions.map((one) => (
          <tr key={one.id}>
            <td title={one.device ?? undefined}>{deviceName(one.device) ?? t('sessions.unknown')}</td>
            <td className="yw-number">{one.address}</td>
            <td>
              <TimeText at={one.createdAt} />
            </td>
            <td>
              <TimeText at={one.seenAt} relative />
            </td>
            <td className="id-c-do">
              {one.current ? (
                <span className="id-tag">{t('sessions.here')}</span>
              ) : onEnd === undefined ? null : (
                <Button size="small" disabled={busy} onClick={() => onEnd(one.id)}>
                  {t('sessions.end')}
                </Button>
              )}
            </td>
          </tr>
        ))}
      </tbody>
    </table>
  )
}

/** A browser's long description of itself, as people call it. */
function deviceName(device: string | null): string | undefined {
  if (device === null) return undefined
  const browser = /(?:wxwork|MicroMessenger|Edg|Firefox|Chrome|Safari)\/[\d]+/.exec(device)?.[0]
  const system = /Windows|Android|iPhone|iPad|Mac OS X|HarmonyOS|Linux/.exec(device)?.[0]
  const name = browser?.replace('wxwork', '政务微信').replace('MicroMessenger', '微信').replace('Edg/', 'Edge/')
  return [name?.replace('/', ' '), system].filter((part) => part !== undefined).join(' · ') || device.slice(0, 40)
}
