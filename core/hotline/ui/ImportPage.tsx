import { useNavigate, useSearch } from '@tanstack/react-router'
import { useState } from 'react'
import { uploadImport } from '../import-contract.ts'
import { EmptyState, FailureAlert, PageHeader, useCall } from '#lib/ui'
import { DropZone } from './DropZone.tsx'
import { ImportRunView } from './ImportRunView.tsx'
import { ImportRuns } from './ImportRuns.tsx'
import { useHotlineKind, useMayImport } from './kind.ts'
import { Progress } from './Progress.tsx'
import { useHotlineWords } from './words.ts'
import './import.css'

const megabyte = 1024 * 1024

/** Look first, then decide: a file is handed in, its columns matched, its rows checked, and only then written. */
export function ImportPage() {
  const t = useHotlineWords()
  const mayImport = useMayImport()
  const kind = useHotlineKind()
  const upload = useCall(uploadImport)
  // Which import is looked at stands in the address: one may reload it, send it on, and go back from it.
  const { run: runId }: { run?: string } = useSearch({ strict: false })
  const navigate = useNavigate()
  const open = (id: string | undefined) =>
    void navigate({ to: '/hotline/import', search: id === undefined ? {} : { run: id } })
  const [name, setName] = useState('')
  const [fault, setFault] = useState<string | undefined>(undefined)

  const choose = (file: File) => {
    upload.reset()
    setName(file.name)
    const size = uploadImport.maxBytes
    setFault(file.size === 0 ? t('empty') : file.size > size ? t('tooLarge', { size: size / megabyte }) : undefined)
    if (file.size === 0 || file.size > size) return
    void file
      .arrayBuffer()
      .then((buffer) =>
        upload.mutate(
          { query: { fileName: file.name.slice(-200) }, body: new Uint8Array(buffer) },
          { onSuccess: (run) => open(run.id) },
        ),
      )
  }

  if (kind !== undefined && !mayImport) {
    return (
      <div className="import-page">
        <PageHeader title={t('title')} />
        <EmptyState title={t('mayNot')} hint={t('mayNotHint')} />
      </div>
    )
  }
  if (runId !== undefined) return <ImportRunView key={runId} runId={runId} onLeave={() => open(undefined)} />
  return (
    <div className="import-page">
      <PageHeader title={t('title')} />
      <p className="import-about">{t('about', { size: uploadImport.maxBytes / megabyte })}</p>
      {upload.isPending ? (
        <Progress label={t('uploading', { file: name })} />
      ) : (
        <DropZone onFile={choose} fault={fault} />
      )}
      {upload.error === null ? null : <FailureAlert failure={upload.error} />}
      <ImportRuns onOpen={open} />
    </div>
  )
}
