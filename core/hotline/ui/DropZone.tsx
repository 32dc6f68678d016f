import { CloudUploadOutlined } from '@ant-design/icons'
import { useRef } from 'react'
import { FileDrop, useKeys } from '#lib/ui'
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
  useKeys(t('title'), [{ keys: 'o', label: t('keys.choose'), run: () => input.current?.click() }])
  return (
    <FileDrop accept=".csv,.txt,.tsv,.xlsx,text/csv" name={t('choose')} input={input} onFile={onFile}>
      <CloudUploadOutlined />
      <b>{t('drop')}</b>
      <span className="yw-quiet">{t('dropHint')}</span>
      {fault === undefined ? null : (
        <span role="alert" className="import-fault">
          {fault}
        </span>
      )}
    </FileDrop>
  )
}
