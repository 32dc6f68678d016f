import { useSay } from '#lib/ui'
import { useDemo, useIdentityWords } from './me.ts'

interface DemoAccountsProps {
  readonly onPick: (account: { username: string; password: string }) => void
  readonly busy: boolean
}

/** The demonstration’s posts, each one click from its desk. Shows nothing in a real installation. */
export function DemoAccounts({ onPick, busy }: DemoAccountsProps) {
  const t = useIdentityWords()
  const say = useSay()
  const demo = useDemo()
  if (demo === undefined || demo.accounts.length === 0 || demo.password === null) return null
  const { password } = demo
  return (
    <section className="id-demo" aria-label={t('demo.title')}>
      <h2>{t('demo.title')}</h2>
      <p>{t('demo.about')}</p>
      <ul>
        {demo.accounts.map((account) => (
          <li key={account.username}>
            <button type="button" disabled={busy} onClick={() => onPick({ username: account.username, password })}>
              <span className="yw-hidden">{`${t('demo.enter')} `}</span>
              <b>{`${account.name} `}</b>
              <span title={say(account.roleName)}>{`${say(account.roleName)} `}</span>
              <span className="yw-quiet" title={account.unitName}>
                {account.unitName}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}
