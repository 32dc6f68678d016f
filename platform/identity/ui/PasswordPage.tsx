import { DueFrame } from './DueFrame.tsx'
import { useIdentityWords, useMe } from './me.ts'
import { PasswordForm } from './PasswordForm.tsx'

/** Stands before everything else while the password must be changed. */
export function PasswordPage({ onDone }: { readonly onDone: () => void }) {
  const t = useIdentityWords()
  const me = useMe()
  return (
    <DueFrame
      title={t('due.title')}
      why={t(me?.passwordDue === 'expired' ? 'due.expired' : 'due.given')}
      onDone={onDone}
    >
      {(done) => <PasswordForm onDone={done} />}
    </DueFrame>
  )
}
