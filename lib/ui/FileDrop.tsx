import { useState, type ReactNode, type RefObject } from 'react'

type FileDropProps = {
  /** endings and types of what may be chosen; anything where not said */
  readonly accept: string | undefined
  readonly name?: string
  readonly input?: RefObject<HTMLInputElement | null>
  /** one line, for a field among others */
  readonly small?: boolean
  readonly children: ReactNode
} & (
  | { readonly multiple?: false; readonly onFile: (file: File) => void }
  | { readonly multiple: true; readonly onFiles: (files: readonly File[]) => void }
)

/**
 * Takes a file, or several, dropped or chosen. `children` say what to drop; `name` is the field’s own name, where they do
 * not do.
 */
export function FileDrop(props: FileDropProps) {
  const { accept, name, input, small = false, multiple = false, children } = props
  const [over, setOver] = useState(false)
  const take = (list: FileList | null) => {
    const files = [...(list ?? [])]
    if (files.length === 0) return
    if (props.multiple === true) props.onFiles(files)
    else props.onFile(files[0]!)
  }
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- dropping is an extra: the field inside does the same by key
    <label
      className={['yw-drop', ...(small ? ['yw-drop-small'] : []), ...(over ? ['yw-drop-over'] : [])].join(' ')}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        take(event.dataTransfer.files)
      }}
    >
      {children}
      <input
        ref={input}
        className="yw-hidden"
        type="file"
        multiple={multiple}
        {...(accept === undefined ? {} : { accept })}
        aria-label={name}
        onChange={(event) => {
          take(event.target.files)
          // The same file, corrected, may be chosen again: without this the browser would say nothing.
          event.target.value = ''
        }}
      />
    </label>
  )
}
