import type { ReactNode } from 'react'

export interface TimelineItem {
  readonly key: string | number
  readonly tone: 'waiting' | 'working' | 'checking' | 'done'
  readonly content: ReactNode
}

/** What happened, one thing under the other on a thread. */
export function Timeline({ items, label }: { readonly items: readonly TimelineItem[]; readonly label: string }) {
  return (
    <ol className="yw-timeline" aria-label={label}>
      {items.map((item) => (
        <li key={item.key} className={`yw-timeline-${item.tone}`}>
          {item.content}
        </li>
      ))}
    </ol>
  )
}
