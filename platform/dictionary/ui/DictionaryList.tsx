import { SearchOutlined } from '@ant-design/icons'
import { Input } from 'antd'
import { useState } from 'react'
import { useSay, figure } from '#lib/ui'
import type { DictionarySummary, Named } from '../contract.ts'
import { useDictionaryWords } from './words.ts'

interface DictionaryListProps {
  readonly groups: readonly Named[]
  readonly items: readonly DictionarySummary[]
  readonly picked: string
  readonly onPick: (code: string) => void
}

/** All dictionaries under their headings, with how many entries each has and whether any differs. */
export function DictionaryList({ groups, items, picked, onPick }: DictionaryListProps) {
  const t = useDictionaryWords()
  const say = useSay()
  const [q, setQ] = useState('')
  const wanted = q.trim().toLowerCase()
  const found = items.filter(({ definition }) =>
    [definition.code, ...Object.values(definition.name)].some((text) => text.toLowerCase().includes(wanted)),
  )
  const byGroup = Map.groupBy(found, ({ definition }) => definition.group)
  return (
    <aside className="dict-side">
      <Input
        value={q}
        allowClear
        prefix={<SearchOutlined />}
        placeholder={t('find')}
        aria-label={t('find')}
        onChange={(event) => setQ(event.target.value)}
        onPressEnter={() => found[0] !== undefined && onPick(found[0].definition.code)}
      />
      <nav aria-label={t('dictionaries')} className="dict-side-list">
        {found.length === 0 ? <p className="yw-quiet dict-none">{t('noDictionary', { q })}</p> : null}
        {groups.map((group) => {
          const own = byGroup.get(group.code) ?? []
          return own.length === 0 ? null : (
            <section key={group.code}>
              <h2>{say(group.name)}</h2>
              {own.map(({ definition, entries, differing }) => (
                <button
                  key={definition.code}
                  type="button"
                  className={definition.code === picked ? 'dict-pick dict-picked' : 'dict-pick'}
                  aria-current={definition.code === picked ? 'page' : undefined}
                  title={say(definition.name)}
                  onClick={() => onPick(definition.code)}
                >
                  <span className="dict-pick-name">{say(definition.name)}</span>
                  {differing > 0 ? <i className="dict-dot" title={t('differing', { count: differing })} /> : null}
                  <span className="yw-number yw-quiet">{figure(entries)}</span>
                </button>
              ))}
            </section>
          )
        })}
      </nav>
    </aside>
  )
}
