import { useQueryClient } from '@tanstack/react-query'
import { useState } from 'react'
import { CasesImported, countCases, listCases } from '#core/cases/contract'
import { importOrders, type ImportReport } from '../contract.ts'
import { EmptyState, FailureAlert, keyOf, PageHeader, useCall, useEvent } from '#lib/ui'
import { DropZone } from './DropZone.tsx'
import { useHotlineKind, useMayImport } from './kind.ts'
import { Progress } from './Progress.tsx'
import { ImportDone, ReportView } from './ReportView.tsx'
import { useHotlineWords } from './words.ts'
import './import.css'

interface Chosen {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

const megabyte = 1024 * 1024

/** Look first, then decide: a file is checked as soon as it is chosen, and written only on a second word. */
export function ImportPage() {
  const t = useHotlineWords()
  const queries = useQueryClient()
  const mayImport = useMayImport()
  const kind = useHotlineKind()
  const check = useCall(importOrders)
  const write = useCall(importOrders)
  const [chosen, setChosen] = useState<Chosen | undefined>(undefined)
  const [fault, setFault] = useState<string | undefined>(undefined)
  const [written, setWritten] = useState(0)
  useEvent(CasesImported, (data) => {
    if (write.isPending && data.kind === kind?.kind) setWritten((before) => before + data.count)
  })

  const look = (file: Chosen) => {
    write.reset()
    setChosen(file)
    check.mutate({ query: { fileName: file.name, dryRun: true }, body: file.bytes })
  }
  const choose = (file: File) => {
    check.reset()
    write.reset()
    setChosen(undefined)
    const size = importOrders.maxBytes
    setFault(file.size === 0 ? t('empty') : file.size > size ? t('tooLarge', { size: size / megabyte }) : undefined)
    if (file.size === 0 || file.size > size) return
    void file.arrayBuffer().then((buffer) => look({ name: file.name.slice(-200), bytes: new Uint8Array(buffer) }))
  }
  const startOver = () => {
    check.reset()
    write.reset()
    setChosen(undefined)
  }
  const take = (report: ImportReport) => {
    if (chosen === undefined || write.isPending) return
    setWritten(0)
    write.mutate(
      { query: { fileName: chosen.name, ...(report.bad > 0 ? { goodRowsOnly: true } : {}) }, body: chosen.bytes },
      {
        onSettled: () => {
          void queries.invalidateQueries({ queryKey: keyOf(listCases) })
          void queries.invalidateQueries({ queryKey: keyOf(countCases) })
        },
      },
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
  const report = check.data
  return (
    <div className="import-page">
      <PageHeader title={t('title')} />
      {write.data !== undefined ? (
        <ImportDone report={write.data} onAnother={startOver} />
      ) : (
        <>
          {report === undefined && !check.isPending ? (
            <>
              <p className="import-about">{t('about', { size: importOrders.maxBytes / megabyte })}</p>
              <DropZone onFile={choose} fault={fault} />
            </>
          ) : null}
          {check.isPending ? <Progress label={t('checking', { file: chosen?.name ?? '' })} /> : null}
          {write.isPending ? (
            <Progress
              label={t('importing', { file: chosen?.name ?? '' })}
              note={t('importingCount', { count: written })}
              share={
                report === undefined || written === 0 ? undefined : written / Math.max(1, report.good - report.known)
              }
            />
          ) : null}
          {check.error === null ? null : <FailureAlert failure={check.error} />}
          {write.error === null ? null : <FailureAlert failure={write.error} />}
          {report === undefined || write.isPending ? null : (
            <ReportView
              report={report}
              fields={kind?.fields ?? []}
              onTake={() => take(report)}
              onAgain={() => chosen !== undefined && look(chosen)}
              onAnother={startOver}
            />
          )}
        </>
      )}
    </div>
  )
}
