import { useState, type ReactNode, type RefObject } from 'react'

/** Takes one file, dropped or chosen. `children` say what to drop; `name` is the field's own name, where they do not do. */
export function FileDrop({
  accept,
  name,
  input,
  onFile,
  children,
}: {
  readonly accept: string
  readonly name?: string
  readonly input?: RefObject<HTMLInputElement | null>
  readonly onFile: (file: File) => void
  readonly children: ReactNode
}) {
  const [over, setOver] = useState(false)
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- dropping is an extra: the field inside does the same by key
    <label
      className={over ? 'yw-drop yw-drop-over' : 'yw-drop'}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        const [file] = event.dataTransfer.files
        if (file !== undefined) onFile(file)
      }}
    >
      {children}
      <input
        ref={input}
        className="yw-hidden"
        type="file"
        accept={accept}
        aria-label={name}
        onChange={(event) => {
          const file = event.target.files?.[0]
          // The same file, corrected, may be chosen again: without this the browser would say nothing.
          event.target.value = ''
          if (file !== undefined) onFile(file)
        }}
      />
    </label>
  )
}
