import { SearchOutlined } from '@ant-design/icons'
import { Input } from 'antd'
import { useEffect, useEffectEvent, useState } from 'react'

const boxId = 'yw-search'
const waitMs = 500

/** Puts the cursor into the page's search box and marks what stands there. */
export function focusSearch(): void {
  const box = document.getElementById(boxId)
  if (!(box instanceof HTMLInputElement)) return
  box.focus()
  box.select()
}

interface SearchBoxProps {
  /** what is being searched for now, without blanks around it; as a rule it stands in the address */
  readonly value: string
  /** gets what was typed, without blanks around it; nothing: `''` */
  readonly onSearch: (text: string) => void
  readonly label: string
  readonly placeholder?: string
  /** of a page with several boxes all but the first name their own; `/` leads to the first */
  readonly id?: string
  readonly className?: string
  /** whether a text is worth searching before Enter is pressed */
  readonly ready?: (text: string) => boolean
  /** what the arrow down leads to; default: the first row of the list */
  readonly below?: string
}

/** Finds on Enter, or half a second after the last key. Another value from outside replaces what is typed. */
export function SearchBox({
  value,
  onSearch,
  label,
  placeholder = label,
  id = boxId,
  className = 'yw-search',
  ready,
  below = '.yw-link',
}: SearchBoxProps) {
  const [text, setText] = useState(value)
  const [seen, setSeen] = useState(value)
  const [sent, setSent] = useState(value)
  const [composing, setComposing] = useState(false)
  if (seen !== value) {
    // Our own search that comes back must not take away what was typed meanwhile. Anything else does, also what stood
    // here before: a cleared search would otherwise be sent once more.
    setSeen(value)
    setSent(value)
    if (value !== sent) setText(value)
  }
  const send = (wanted: string) => {
    setSent(wanted)
    onSearch(wanted)
  }
  const typed = useEffectEvent(send)
  const wanted = text.trim()
  const isFirst = id === boxId
  const isDue = !composing && wanted !== value && (ready === undefined || wanted === '' || ready(wanted))
  useEffect(() => {
    if (!isDue) return
    const timer = setTimeout(() => typed(wanted), waitMs)
    return () => clearTimeout(timer)
  }, [isDue, wanted])
  return (
    <Input
      id={id}
      className={className}
      value={text}
      allowClear
      maxLength={100}
      prefix={isFirst ? <SearchOutlined /> : undefined}
      suffix={isFirst && text === '' ? <kbd>/</kbd> : undefined}
      placeholder={placeholder}
      aria-label={label}
      onChange={(event) => setText(event.target.value)}
      onCompositionStart={() => setComposing(true)}
      onCompositionEnd={() => setComposing(false)}
      onPressEnter={() => send(wanted)}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur()
        if (event.key === 'ArrowDown') {
          event.preventDefault()
          document.querySelector<HTMLElement>(below)?.focus()
        }
      }}
    />
  )
}
