import { Input, type InputRef } from 'antd'
import { useLayoutEffect, useRef, useState } from 'react'
import type { Standard } from '../contract.ts'
import { StandardHelper } from './StandardHelper.tsx'
import { ConfidenceTag, useLimitText } from './tags.tsx'
import { useGridWords } from './words.ts'

/** What an acceptor asks on the phone: may it be filed, by when, and what closes it. */
export function QuickLook({ onOpen }: { readonly onOpen: (id: string) => void }) {
  const t = useGridWords()
  const limitText = useLimitText()
  const [text, setText] = useState('')
  const [chosen, setChosen] = useState<Standard>()
  const box = useRef<InputRef>(null)
  const field = useRef<HTMLElement | null>(null)
  // Before the helper's own effects, which look for the field.
  useLayoutEffect(() => {
    field.current = box.current?.input ?? null
    box.current?.focus()
  }, [])
  return (
    <div className="grid-look">
      <div className="grid-look-ask">
        <p className="yw-quiet">{t('look.about')}</p>
        <label htmlFor="standard-look">{t('helper.field')}</label>
        <Input
          id="standard-look"
          ref={box}
          allowClear
          size="large"
          value={text}
          maxLength={200}
          placeholder={t('helper.fieldHint')}
          onChange={(event) => {
            setText(event.target.value)
            setChosen(undefined)
          }}
        />
        <StandardHelper
          text={text}
          field={field}
          value={chosen?.id}
          onChoose={(_, __, standard) => setChosen(standard)}
        />
      </div>
      <section className="grid-look-answer" aria-live="polite">
        {chosen === undefined ? (
          <p className="yw-quiet">{t('look.nothing')}</p>
        ) : (
          <>
            <h2>{chosen.item.name}</h2>
            <p className="grid-look-limit">
              <b>{limitText(chosen.limit)}</b> <span className="yw-quiet">{t(`unitHint.${chosen.limit.unit}`)}</span>
            </p>
            <dl className="yw-facts">
              <div>
                <dt>{t('look.filing')}</dt>
                <dd>{chosen.filing}</dd>
              </div>
              <div>
                <dt>{t('look.closing')}</dt>
                <dd>{chosen.closing}</dd>
              </div>
              <div>
                <dt>{t('column.confidence')}</dt>
                <dd>
                  <ConfidenceTag level={chosen.confidence} />{' '}
                  <span className="yw-quiet">{t(`confidenceHint.${chosen.confidence}`)}</span>
                </dd>
              </div>
            </dl>
            <button type="button" className="grid-helper-again" onClick={() => onOpen(chosen.id)}>
              {t('look.open')}
            </button>
          </>
        )}
      </section>
    </div>
  )
}
