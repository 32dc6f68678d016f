/* oxlint-disable jsx-a11y/prefer-tag-over-role -- a combobox whose results are rows of several parts: no select or datalist can show them */
import { SearchOutlined } from '@ant-design/icons'
import { useNavigate } from '@tanstack/react-router'
import { useEffect, useRef, useState } from 'react'
import { listCases, type CaseRow } from '../contract.ts'
import { Keys, StateTag, useKeys, useRead, useSay } from '#lib/ui'
import { useKinds, useMayRegister } from './kinds.ts'
import { SourceNumber } from './SourceNumber.tsx'
import { useCaseWords } from './words.ts'
import './search.css'

/** The omnibox: a case number, the last digits of one, or words. Enter opens the one case meant, else the list. */
export function CaseSearch({ label }: { readonly label: string }) {
  const t = useCaseWords()
  const navigate = useNavigate()
  const box = useRef<HTMLInputElement>(null)
  const [text, setText] = useState('')
  const [open, setOpen] = useState(false)
  const [chosen, setChosen] = useState(-1)
  const q = useLater(text.trim(), 200)
  const found = useRead(listCases, { query: { q, pageSize: 8 } }, { enabled: open && q !== '', staleTime: 5000 })
  const rows = q === '' ? [] : (found.data?.items ?? [])

  const focus = () => {
    box.current?.focus()
    box.current?.select()
  }
  const mayRegister = useMayRegister()
  useKeys(t('keys.everywhere'), [
    { keys: 'mod+k /', label: t('keys.find'), run: focus },
    { keys: 'h', label: t('keys.home'), run: () => void navigate({ to: '/cases' }) },
    ...(mayRegister ? [{ keys: 'c', label: t('keys.register'), run: () => void navigate({ to: '/cases/new' }) }] : []),
  ])

  const close = () => {
    setOpen(false)
    setChosen(-1)
    box.current?.blur()
  }
  const goTo = (row: CaseRow) => {
    close()
    setText('')
    void navigate({ to: '/cases/$id', params: { id: row.id } })
  }
  const goToList = () => {
    close()
    void navigate({ to: '/cases', search: { q: text.trim() } })
    setText('')
  }
  const enter = () => {
    const wanted = text.trim()
    if (wanted === '') return
    const row =
      rows[chosen] ??
      (q === wanted
        ? (rows.find((one) => one.number === wanted || one.sourceNumber === wanted) ??
          (found.data?.total === 1 ? rows[0] : undefined))
        : undefined)
    if (row === undefined) goToList()
    else goTo(row)
  }
  const showing = open && q !== '' && found.data !== undefined
  return (
    <search className="find">
      <SearchOutlined />
      <input
        ref={box}
        type="text"
        role="combobox"
        aria-label={label}
        aria-expanded={showing}
        aria-controls="find-results"
        aria-activedescendant={chosen === -1 ? undefined : `find-${chosen}`}
        autoComplete="off"
        spellCheck={false}
        maxLength={100}
        placeholder={t('find.placeholder')}
        value={text}
        onChange={(event) => {
          setText(event.target.value)
          setChosen(-1)
          setOpen(true)
        }}
        onFocus={() => setOpen(true)}
        onBlur={() => setOpen(false)}
        onKeyDown={(event) => {
          if (event.nativeEvent.isComposing) return
          if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
            event.preventDefault()
            setChosen((at) => Math.min(Math.max(at + (event.key === 'ArrowDown' ? 1 : -1), -1), rows.length - 1))
          } else if (event.key === 'Enter') enter()
          else if (event.key === 'Escape') close()
        }}
      />
      {text === '' ? <Keys keys="mod+k" /> : null}
      {/* oxlint-disable-next-line jsx-a11y/no-static-element-interactions -- The mouse goes down before the box loses the focus: without this the list would vanish under it. */}
      <div className="find-results" hidden={!showing} onMouseDown={(event) => event.preventDefault()}>
        <div id="find-results" role="listbox" aria-label={t('find.results')}>
          {rows.map((row, at) => (
            <Result key={row.id} row={row} id={`find-${at}`} chosen={at === chosen} onPick={() => goTo(row)} />
          ))}
        </div>
        {rows.length === 0 ? <p className="yw-quiet">{t('find.none')}</p> : null}
        {(found.data?.total ?? 0) > rows.length ? (
          <button type="button" onClick={goToList}>
            {t('find.all', { count: found.data?.total ?? 0 })}
          </button>
        ) : null}
      </div>
    </search>
  )
}

function Result({
  row,
  id,
  chosen,
  onPick,
}: {
  readonly row: CaseRow
  readonly id: string
  readonly chosen: boolean
  readonly onPick: () => void
}) {
  const say = useSay()
  const state = useKinds()
    ?.find((kind) => kind.kind === row.kind)
    ?.states.find((one) => one.code === row.state)
  return (
    // oxlint-disable-next-line jsx-a11y/click-events-have-key-events -- the keys are the field’s, as in every combobox
    <div id={id} role="option" aria-selected={chosen} tabIndex={-1} className="find-row" onClick={onPick}>
      <span className="yw-number">{row.number}</span>
      {row.sourceNumber === null ? null : <SourceNumber number={row.sourceNumber} />}
      <span className="find-title">{row.title}</span>
      <StateTag name={state === undefined ? row.state : say(state.name)} stage={state?.stage ?? 'waiting'} />
    </div>
  )
}

/** A value once it has stood still for a while. */
function useLater(value: string, after: number): string {
  const [later, setLater] = useState(value)
  useEffect(() => {
    const timer = setTimeout(() => setLater(value), after)
    return () => clearTimeout(timer)
  }, [value, after])
  return later
}
