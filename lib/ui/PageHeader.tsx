import { useEffect, type ReactNode } from 'react'
import { useUiWords } from './own-words.ts'

/** Names the tab after the page. */
export function usePageTitle(title: string): void {
  const product = useUiWords()('product')
  useEffect(() => {
    document.title = title === '' ? product : `${title} · ${product}`
  }, [title, product])
}

interface PageHeaderProps {
  readonly title: string
  /** beside the title: number, state */
  readonly aside?: ReactNode
  /** at the right: what can be done with the whole page */
  readonly actions?: ReactNode
}

/** The head of a page: one `h1`, what belongs to it, what can be done. */
export function PageHeader({ title, aside, actions }: PageHeaderProps) {
  usePageTitle(title)
  return (
    <header className="yw-page-header">
      <h1>{title}</h1>
      {aside === undefined ? null : <div className="yw-page-aside">{aside}</div>}
      {actions === undefined ? null : <div className="yw-page-actions">{actions}</div>}
    </header>
  )
}
