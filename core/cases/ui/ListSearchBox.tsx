import { SearchOutlined } from '@ant-design/icons'
import { Input } from 'antd'
import { useEffect, useState } from 'react'
import { useCaseWords } from './words.ts'

const boxId = 'cases-search'

export function focusListSearch(): void {
  const box = document.getElementById(boxId)
  box?.focus()
  if (box instanceof HTMLInputElement) box.select()
}

/** Finds within the list: on Enter, or half a second after the last key. */
export function ListSearchBox({ value, onSearch }: { readonly value: string; readonly onSearch: (q: string) => void }) {
  const t = useCaseWords()
  // What is typed counts for the search it was typed over; another search from outside replaces it.
  const [typed, setTyped] = useState({ over: value, text: value })
  const text = typed.over === value ? typed.text : value
  const setText = (next: string) => setTyped({ over: value, text: next })
  const [composing, setComposing] = useState(false)
  useEffect(() => {
    const wanted = text.trim()
    if (composing || wanted === value || (wanted.length === 1 && /[\u0020-\u00ff]/.test(wanted))) return
    const timer = setTimeout(() => onSearch(wanted), 500)
    return () => clearTimeout(timer)
  }, [text, composing, value, onSearch])
  return (
    <Input
      id={boxId}
      className="cases-search"
      value={text}
      allowClear
      maxLength={100}
      prefix={<SearchOutlined />}
      suffix={text === '' ? <kbd>/</kbd> : undefined}
      placeholder={t('list.searchHint')}
      aria-label={t('list.search')}
      onChange={(event) => setText(event.target.value)}
      onCompositionStart={() => setComposing(true)}
      onCompositionEnd={() => setComposing(false)}
      onPressEnter={() => onSearch(text.trim())}
      onKeyDown={(event) => {
        if (event.key === 'Escape') event.currentTarget.blur()
        if (event.key === 'ArrowDown') {
          event.preventDefault()
          document.querySelector<HTMLElement>('.cases-link')?.focus()
        }
      }}
    />
  )
}
