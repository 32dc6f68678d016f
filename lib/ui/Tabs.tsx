import { useEffect } from 'react'

interface TabsProps<Code extends string> {
  readonly label: string
  readonly tabs: readonly { readonly code: Code; readonly name: string; readonly count?: number | string | undefined }[]
  readonly current: Code
  readonly onPick: (code: Code) => void
  /** whether a count stands at every tab; one that is not known yet is a dash */
  readonly counts?: boolean
  /** begins the ids: `<id>-tab-<code>` is a tab, `<id>-panel` what it shows */
  readonly id: string
}

/** Parts of one page beside each other; the arrow keys turn. */
export function Tabs<Code extends string>({ label, tabs, current, onPick, counts = false, id }: TabsProps<Code>) {
  // More tabs than fit: the one that is open is in sight.
  const count = tabs.length
  useEffect(() => {
    document.getElementById(`${id}-tab-${current}`)?.scrollIntoView({ block: 'nearest', inline: 'nearest' })
  }, [id, current, count])
  return (
    <div className="yw-tabs" role="tablist" aria-label={label}>
      {tabs.map((tab, at) => (
        <button
          key={tab.code}
          id={`${id}-tab-${tab.code}`}
          type="button"
          role="tab"
          aria-selected={tab.code === current}
          aria-controls={`${id}-panel`}
          tabIndex={tab.code === current ? 0 : -1}
          onClick={() => onPick(tab.code)}
          onKeyDown={(event) => {
            const by = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0
            const other = tabs[at + by]
            if (by === 0 || other === undefined) return
            event.preventDefault()
            document.getElementById(`${id}-tab-${other.code}`)?.focus()
            onPick(other.code)
          }}
        >
          {tab.name}
          {counts ? <span className="yw-number">{tab.count ?? '–'}</span> : null}
        </button>
      ))}
    </div>
  )
}
