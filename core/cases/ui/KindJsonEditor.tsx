import { useImperativeHandle, useMemo, useRef, type Ref } from 'react'
import type { TextPlace } from './json-places.ts'

export interface KindJsonEditorHandle {
  /** puts the cursor there and the line into sight */
  readonly jump: (place: TextPlace) => void
}

interface KindJsonEditorProps {
  readonly label: string
  readonly value: string
  readonly onChange: (text: string) => void
  /** lines something is said of, from 1 */
  readonly marks: ReadonlyMap<number, 'error' | 'warning'>
  readonly handle: Ref<KindJsonEditorHandle>
}

/** px, as in kinds.css */
const lineHeight = 20
const above = 5

/** A text with numbered lines. The numbers are one text of their own that moves along. */
export function KindJsonEditor({ label, value, onChange, marks, handle }: KindJsonEditorProps) {
  const area = useRef<HTMLTextAreaElement>(null)
  const gutter = useRef<HTMLDivElement>(null)
  const lines = useMemo(() => value.split('\n').length, [value])
  const numbers = useMemo(() => Array.from({ length: lines }, (_, at) => at + 1).join('\n'), [lines])
  useImperativeHandle(handle, () => ({
    jump({ line, at }) {
      const box = area.current
      if (box === null) return
      const end = box.value.indexOf('\n', at)
      box.focus({ preventScroll: true })
      box.setSelectionRange(at, end === -1 ? box.value.length : end)
      box.scrollTop = Math.max(0, (line - above) * lineHeight)
      box.scrollLeft = 0
    },
  }))
  return (
    <div className="kind-editor">
      <div className="kind-gutter" aria-hidden="true">
        <div ref={gutter}>
          {[...marks].map(([line, tone]) => (
            <i key={line} className={`kind-gutter-${tone}`} style={{ top: (line - 1) * lineHeight }} />
          ))}
          <pre>{numbers}</pre>
        </div>
      </div>
      <textarea
        ref={area}
        aria-label={label}
        spellCheck={false}
        autoComplete="off"
        wrap="off"
        value={value}
        onChange={(event) => onChange(event.target.value)}
        onScroll={(event) => {
          if (gutter.current !== null)
            gutter.current.style.transform = `translateY(${-event.currentTarget.scrollTop}px)`
        }}
      />
    </div>
  )
}
