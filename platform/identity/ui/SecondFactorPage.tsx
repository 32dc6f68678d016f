import { DueFrame } from './DueFrame.tsx'
import { useIdentityWords } from './me.ts'
import { SecondFactorSteps } from './SecondFactorSteps.tsx'

/** Stands before everything else while a role asks for a second factor that is not set up. */
export function SecondFactorPage({ onDone }: { readonly onDone: () => void }) {
  const t = useIdentityWords()
  return (
    <DueFrame title={t('factor.title')} why={t('factor.due')} onDone={onDone}>
      {(done) => <SecondFactorSteps onDone={done} />}
    </DueFrame>
  )
}
