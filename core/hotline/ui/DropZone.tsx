import { CloudUploadOutlined } from '@ant-design/icons'
import { useRef, useState } from 'react'
import { useKeys } from '#lib/ui'
import { useHotlineWords } from './words.ts'

/** Takes one file, dropped or chosen. */
export function DropZone({
  onFile,
  fault,
}: {
  readonly onFile: (file: File) => void
  readonly fault: string | undefined
}) {
  const t = useHotlineWords()
  const input = useRef<HTMLInputElement>(null)
  const [over, setOver] = useState(false)
  useKeys(t('title'), [{ keys: 'o', label: t('keys.choose'), run: () => input.current?.click() }])
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions -- dropping is an extra: the field inside does the same by key
    <label
      className={over ? 'import-drop import-drop-over' : 'import-drop'}
      onDragOver={(event) => {
        event.preventDefault()
        setOver(true)
      }}
      onDragLeave={() => setOver(false)}
      onDrop={(event) => {
        event.preventDefault()
        setOver(false)
        const file = event.dataTransfer.files[0]
        if (file !== undefined) onFile(file)
      }}
    >
      <CloudUploadOutlined />
      <b>{t('drop')}</b>
      <span className="yw-quiet">{t('dropHint')}</span>
      <input
        ref={input}
        className="yw-hidden"
        type="file"
        accept=".csv,.txt,.tsv,.xlsx,text/csv"
        aria-label={t('choose')}
        onChange={(event) => {
          const file = event.target.files?.[0]
          // The same file, corrected, may be chosen again: without this the browser would say nothing.
          event.target.value = ''
          if (file !== undefined) onFile(file)
        }}
      />
      {fault === undefined ? null : (
        <span role="alert" className="import-fault">
          {fault}
        </span>
      )}
    </label>
  )
}
