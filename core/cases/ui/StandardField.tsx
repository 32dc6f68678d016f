import { Button, Form, Input, type InputRef } from 'antd'
import { useLayoutEffect, useRef, useState } from 'react'
import { getStandard, type Standard } from '#core/grid/contract'
import { StandardHelper } from '#core/grid/ui'
import { useRead, useSay } from '#lib/ui'
import { limitWords } from '#platform/calendar/contract'
import type { Field } from '../contract.ts'
import { useFormPlace } from './form-place.ts'
import { useCaseWords } from './words.ts'

/** A filing standard in words: what it is about, when it applies, and its limit. */
export function StandardWords({ id }: { readonly id: string }) {
  const say = useSay()
  const view = useRead(getStandard, { params: { id }, query: {} }, { staleTime: 600_000 })
  const standard = view.data?.standard
  if (standard === undefined) return <span className="yw-number">{id}</span>
  return (
    <span className="case-standard-words">
      <b>{standard.item.name === '' ? standard.item.code : standard.item.name}</b> {standard.filing}{' '}
      <span className="case-limit">{say(limitWords(standard.limit.value, standard.limit.unit))}</span>
    </span>
  )
}

interface StandardFieldProps {
  readonly id?: string
  readonly label: string
  /** the other fields of the form: what a standard settles is filled in with it */
  readonly fields: readonly Field[]
  readonly value: string | null
  readonly onChange: (id: string | null) => void
}

const itemCode = /^\d{3,10}$/

/** Looks filing standards up by what the case is about; ↑ ↓ choose, Enter takes. Choosing one settles the category, too. */
export function StandardField({ id, label, fields, value, onChange }: StandardFieldProps) {
  const t = useCaseWords()
  const { about = '', facts = {}, categoryField = '' } = useFormPlace()
  const form = Form.useFormInstance<Record<string, string | null>>()
  const category = (Form.useWatch(categoryField, form) as string | null | undefined) ?? facts[categoryField] ?? ''
  const itemKind = facts['itemKind']
  const [text, setText] = useState<string | undefined>(undefined)
  const [picked, setPicked] = useState<Standard | undefined>(undefined)
  const box = useRef<InputRef>(null)
  const field = useRef<HTMLElement | null>(null)
  useLayoutEffect(() => {
    field.current = box.current?.input ?? null
  })
  const choose = (standard: Standard | undefined) => {
    setPicked(standard)
    onChange(standard?.id ?? null)
    if (standard === undefined) return
    const has = (key: string) => fields.some((one) => one.key === key)
    const sort = fields.find((one) => one.choices?.some((choice) => choice.code === standard.kind))
    form.setFieldsValue({
      ...(has(categoryField) ? { [categoryField]: standard.item.code } : {}),
      ...(sort === undefined ? {} : { [sort.key]: standard.kind }),
    })
  }
  if (value !== null && value !== '' && picked?.id !== value) {
    return (
      <div className="case-standard">
        <StandardWords id={value} />
        <Button {...(id === undefined ? {} : { id })} size="small" type="link" onClick={() => onChange(null)}>
          {t('act.standardAgain')}
        </Button>
      </div>
    )
  }
  const known = itemCode.test(category) && text === undefined && itemKind !== undefined
  return (
    <>
      <Input
        {...(id === undefined ? {} : { id })}
        ref={box}
        value={text ?? ''}
        aria-label={label}
        autoComplete="off"
        placeholder={t('act.standardHint')}
        maxLength={200}
        onChange={(event) => setText(event.target.value)}
      />
      <StandardHelper
        text={text ?? (known ? '' : about)}
        {...(known ? { item: { kind: itemKind as Standard['kind'], code: category } } : {})}
        field={field}
        value={value === null || value === '' ? undefined : value}
        onChoose={(_, __, standard) => choose(standard)}
      />
    </>
  )
}
