import { useEffect, useEffectEvent, useId, useRef, useState, type RefObject } from 'react'
import { useRead } from '#lib/ui'
import { searchStandards, type ItemKind, type Limit, type Standard } from '../contract.ts'
import { ConfidenceTag, LimitTag, useLimitText } from './tags.tsx'
import { useGridWords } from './words.ts'
import './helper.css'

interface StandardHelperProps {
  /** what has been typed of the category, or of what is seen */
  readonly text: string
  /** the chosen component or event, by its code in any list: then only its conditions are shown */
  readonly item?: { readonly kind: ItemKind; readonly code: string } | undefined
  readonly kind?: ItemKind | undefined
  /** when it happened: what counted then is shown; now, where not said */
  readonly at?: string | undefined
  /** the field beside which it stands: while that has the focus, ↑ ↓ choose and Enter takes */
  readonly field: RefObject<HTMLElement | null>
  /** id of the chosen standard */
  readonly value: string | undefined
  readonly onChoose: (id: string | undefined, limit: Limit | undefined, standard: Standard | undefined) => void
}

const most = 20

/**
 * The filing conditions that fit a category field, with their limits, to choose from without leaving the field. The
 * field keeps the focus and its own keys; only ↑, ↓ and Enter are taken, and only while there is something to choose.
 */
export function StandardHelper({ text, item, kind, at, field, value, onChoose }: StandardHelperProps) {
  const t = useGridWords()
  const limitText = useLimitText()
  const listId = useId()
  const q = useSettled(text.trim().slice(0, 200), 120)
  const isAsked = item !== undefined || q !== ''
  const query = {
    limit: most,
    ...(q === '' ? {} : { q }),
    ...(item === undefined ? (kind === undefined ? {} : { kind }) : { item: item.code, kind: item.kind }),
    ...(at === undefined ? {} : { at }),
  }
  const found = useRead(searchStandards, { query }, { keep: true, enabled: isAsked && value === undefined })
  const rows = isAsked ? (found.data?.items ?? []) : []
  const [active, setActive] = useState(0)
  const [shown, setShown] = useState(rows)
  const [chosen, setChosen] = useState<Standard>()
  if (shown !== rows && shown.map((one) => one.id).join() !== rows.map((one) => one.id).join()) {
    // Other rows: the best one is the first.
    setShown(rows)
    setActive(0)
  }
  const isOpen = value === undefined && rows.length > 0
  const optionId = (index: number) => `${listId}-${index}`
  const choose = (standard: Standard) => {
    setChosen(standard)
    onChoose(standard.id, standard.limit, standard)
  }
  const list = useRef<HTMLUListElement>(null)

  // An event of the effect: a key pressed at first sight of the rows finds these, and not those of the drawing before.
  const onKey = useEffectEvent((event: KeyboardEvent) => {
    // A key that an input method needs belongs to it.
    if (event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return
    if (event.key === 'Escape' && value !== undefined) {
      event.preventDefault()
      onChoose(undefined, undefined, undefined)
      return
    }
    if (!isOpen) return
    if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      const next = (active + (event.key === 'ArrowDown' ? 1 : rows.length - 1)) % rows.length
      event.preventDefault()
      setActive(next)
      list.current?.children[next]?.scrollIntoView({ block: 'nearest' })
    }
    if (event.key === 'Enter') {
      // Also while other rows are on their way, when it takes none: it must not send the form instead.
      event.preventDefault()
      event.stopPropagation()
      if (!found.isPlaceholderData && q === text.trim().slice(0, 200)) choose(rows[active]!)
    }
  })
  useEffect(() => {
    const input = field.current
    if (input === null) return undefined
    const hear = (event: KeyboardEvent) => onKey(event)
    input.addEventListener('keydown', hear, { capture: true })
    return () => input.removeEventListener('keydown', hear, { capture: true })
  })
  useEffect(() => {
    const input = field.current
    if (input === null) return
    input.setAttribute('role', 'combobox')
    input.setAttribute('aria-autocomplete', 'list')
    input.setAttribute('aria-expanded', String(isOpen))
    if (isOpen) {
      input.setAttribute('aria-controls', listId)
      input.setAttribute('aria-activedescendant', optionId(active))
    } else {
      input.removeAttribute('aria-controls')
      input.removeAttribute('aria-activedescendant')
    }
  })

  if (value !== undefined) {
    return (
      <section className="grid-helper grid-helper-done" aria-label={t('helper.label')}>
        <p role="status">
          {chosen === undefined
            ? value
            : t('helper.chosen', { item: `${chosen.item.name} ${chosen.code}`, limit: limitText(chosen.limit) })}
        </p>
        {chosen === undefined ? null : <p className="yw-quiet">{chosen.filing}</p>}
        <button
          type="button"
          className="grid-helper-again"
          onClick={() => {
            onChoose(undefined, undefined, undefined)
            field.current?.focus()
          }}
        >
          {t('helper.again')} <kbd>Esc</kbd>
        </button>
      </section>
    )
  }
  return (
    <section className="grid-helper" aria-label={t('helper.label')} aria-busy={found.isFetching}>
      <p className="grid-helper-head yw-small" role="status">
        {!isAsked
          ? t('helper.idle')
          : found.data === undefined
            ? t('helper.waiting')
            : rows.length === 0
              ? t('helper.none')
              : t('helper.found', { count: rows.length })}
        {isOpen ? (
          <span className="yw-quiet">
            <kbd>↑</kbd> <kbd>↓</kbd> <kbd>↵</kbd> {t('helper.keys')}
          </span>
        ) : null}
      </p>
      {isAsked && found.data !== undefined && rows.length === 0 ? (
        <p className="yw-quiet yw-small">{t('helper.noneHint')}</p>
      ) : null}
      {rows.length === 0 ? null : (
        <ul id={listId} ref={list} role="listbox" aria-label={t('helper.label')}>
          {rows.map((row, index) => (
            <li
              key={row.id}
              id={optionId(index)}
              role="option"
              aria-selected={index === active}
              className={index === active ? 'grid-option grid-option-active' : 'grid-option'}
              // The field keeps the focus.
              onMouseDown={(event) => event.preventDefault()}
              onMouseMove={() => setActive(index)}
              onClick={() => choose(row)}
            >
              <span className="grid-option-item">{row.item.name === '' ? row.item.code : row.item.name}</span>
              <span className="grid-option-filing">{row.filing}</span>
              <span className="grid-option-limit">
                <LimitTag limit={row.limit} />
                <ConfidenceTag level={row.confidence} />
              </span>
              <span className="grid-option-closing yw-quiet">
                {t('helper.closing')}：{row.closing}
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  )
}

/** The text once nothing has been typed for a while. */
function useSettled(text: string, ms: number): string {
  const [settled, setSettled] = useState(text)
  useEffect(() => {
    const timer = setTimeout(() => setSettled(text), ms)
    return () => clearTimeout(timer)
  }, [text, ms])
  return settled
}
