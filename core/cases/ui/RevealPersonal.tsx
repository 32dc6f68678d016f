import { EyeOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useEffect, useState } from 'react'
import { revealCase, type CaseView } from '../contract.ts'
import { ReasonDialog, useCall, useSay } from '#lib/ui'
import { useCaseWords } from './words.ts'

/** So long at most stands personal data on a screen that somebody may have walked away from. */
const shownFor = 5 * 60_000

/** Asks why, shows the sealed fields, and hides them again. They are in no cache and no draft. */
export function RevealPersonal({ view }: { readonly view: CaseView }) {
  const t = useCaseWords()
  const say = useSay()
  const command = useCall(revealCase)
  const [asking, setAsking] = useState(false)
  const [fields, setFields] = useState<Readonly<Record<string, string>> | undefined>(undefined)
  useEffect(() => {
    if (fields === undefined) return
    const timer = setTimeout(() => setFields(undefined), shownFor)
    return () => clearTimeout(timer)
  }, [fields])
  const close = () => {
    setAsking(false)
    command.reset()
  }
  const show = (reason: string) =>
    command.mutate(
      { params: { id: view.case.id }, body: { reason } },
      {
        onSuccess: (reply) => {
          setFields(reply.fields)
          close()
        },
      },
    )
  if (!view.hasPrivate) return null
  return (
    <>
      {fields === undefined ? (
        <p className="case-sealed yw-small">
          {t('page.sealed')}
          {view.mayReveal ? (
            <Button type="link" size="small" icon={<EyeOutlined />} onClick={() => setAsking(true)}>
              {t('reveal.button')}
            </Button>
          ) : null}
        </p>
      ) : (
        <section className="case-revealed" aria-label={t('reveal.shown')}>
          <header>
            <h2 className="case-h2">{t('reveal.shown')}</h2>
            <Button size="small" onClick={() => setFields(undefined)}>
              {t('reveal.hide')}
            </Button>
          </header>
          <dl>
            {Object.entries(fields).map(([key, value]) => {
              const field = view.kind.fields.find((one) => one.key === key)
              return (
                <div key={key}>
                  <dt>{field === undefined ? key : say(field.name)}</dt>
                  <dd>{value}</dd>
                </div>
              )
            })}
          </dl>
          {Object.keys(fields).length === 0 ? <p>{t('reveal.none')}</p> : null}
          <p className="yw-small yw-quiet">{t('reveal.audited')}</p>
        </section>
      )}
      {asking ? (
        <ReasonDialog
          title={t('reveal.title')}
          about={t('reveal.about')}
          ok={t('reveal.confirm')}
          hint={t('reveal.reasonHint')}
          pending={command.isPending}
          failure={command.error}
          onOk={show}
          onClose={close}
        />
      ) : null}
    </>
  )
}
