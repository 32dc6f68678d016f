import { CaretDownFilled, CaretUpFilled } from '@ant-design/icons'

interface SortHeadProps<By extends string> {
  readonly by: By
  readonly label: string
  /** `by` upwards, `-by` downwards; anything else: not sorted by this */
  readonly sort: string
  readonly onSort: (sort: By | `-${By}`) => void
  readonly className?: string
  readonly width?: number
  /** which way the first press sorts; default: down, for what is newest */
  readonly first?: 'up' | 'down'
}

/** The head of a column that sorts. */
export function SortHead<By extends string>({
  by,
  label,
  sort,
  onSort,
  className,
  width,
  first = 'down',
}: SortHeadProps<By>) {
  const up = sort === by
  const down = sort === `-${by}`
  return (
    <th
      {...(className === undefined ? {} : { className })}
      {...(width === undefined ? {} : { style: { width } })}
      aria-sort={down ? 'descending' : up ? 'ascending' : 'none'}
    >
      <button type="button" title={label} onClick={() => onSort((first === 'up' ? up : !down) ? `-${by}` : by)}>
        {label}
        {down ? <CaretDownFilled /> : up ? <CaretUpFilled /> : null}
      </button>
    </th>
  )
}

/** Grey bars where rows will be: the page does not jump when they come. `widths`: of the first columns, in pixels. */
export function TableSkeleton({ widths = [120, 110] }: { readonly widths?: readonly number[] }) {
  return (
    <div className="yw-skeleton" aria-hidden="true">
      {Array.from({ length: 14 }, (_, at) => (
        <div key={at}>
          {widths.map((width, column) => (
            <i key={column} style={{ width }} />
          ))}
          <i style={{ width: `${30 + ((at * 17) % 25)}%` }} />
          <i style={{ width: 64 }} />
        </div>
      ))}
    </div>
  )
}

/** What opens the rows of the list on the page. */
export function rowLinks(): HTMLElement[] {
  return [...document.querySelectorAll<HTMLElement>('.yw-link')]
}

/** Moves the focus itself, so that what is chosen is what Enter opens and a screen reader reads. */
export function stepRow(by: number): void {
  const links = rowLinks()
  const at = links.findIndex((link) => link === document.activeElement)
  const next = at === -1 ? (by > 0 ? 0 : links.length - 1) : Math.min(Math.max(at + by, 0), links.length - 1)
  links[next]?.focus({ preventScroll: true })
  links[next]?.closest('tr')?.scrollIntoView({ block: 'nearest' })
}
