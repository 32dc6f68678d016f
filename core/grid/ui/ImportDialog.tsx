import { Button, Modal } from 'antd'
import { useState } from 'react'
import { FailureAlert, FileDrop, Notice, SheetReport, useCall, DayInput } from '#lib/ui'
import { importStandards } from '../contract.ts'
import { useGridWords } from './words.ts'

interface Chosen {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Look first, then decide: a file is checked as soon as it is chosen, and written only on a second word. */
export function ImportDialog({ open, onClose }: { readonly open: boolean; readonly onClose: () => void }) {
  const t = useGridWords()
  const [file, setFile] = useState<Chosen>()
  const [from, setFrom] = useState<string>()
  const check = useCall(importStandards)
  const write = useCall(importStandards)
  const since = from === undefined ? {} : { validFrom: from }
  const reset = () => {
    setFile(undefined)
    check.reset()
    write.reset()
  }
  const close = () => {
    reset()
    onClose()
  }
  const look = (chosen: Chosen, validFrom: string | undefined) =>
    check.mutate({
      query: { fileName: chosen.name, dryRun: true, ...(validFrom === undefined ? {} : { validFrom }) },
      body: chosen.bytes,
    })
  const choose = async (chosen: File) => {
    reset()
    const next = { name: chosen.name, bytes: new Uint8Array(await chosen.arrayBuffer()) }
    setFile(next)
    look(next, from)
  }
  const failure = write.error ?? check.error
  const report = check.data
  const count = report === undefined ? 0 : report.added + report.changed
  return (
    <Modal open={open} width={760} title={t('importing.title')} footer={null} onCancel={close} destroyOnHidden>
      <div className="yw-record">
        <p className="yw-quiet">{t('importing.about')}</p>
        <div className="yw-record-actions">
          <span>{t('form.validFrom')}</span>
          <DayInput
            aria-label={t('form.validFrom')}
            fromToday
            value={from ?? ''}
            onChange={(picked) => {
              const day = picked === '' ? undefined : picked
              setFrom(day)
              if (file !== undefined && write.data === undefined) look(file, day)
            }}
          />
        </div>
        {file === undefined ? (
          <FileDrop accept=".csv,.txt,.xlsx,text/csv" onFile={(chosen) => void choose(chosen)}>
            <b>{t('importing.drop')}</b>
          </FileDrop>
        ) : null}
        {failure === null ? null : <FailureAlert failure={failure} />}
        {check.isPending || write.isPending ? (
          <p role="status">{t(write.isPending ? 'importing.writing' : 'importing.checking')}</p>
        ) : null}
        {write.data !== undefined ? (
          <Notice tone="done">{t('importing.done', { count: write.data.written })}</Notice>
        ) : report === undefined ? null : (
          <SheetReport
            report={report}
            figures={['rows', 'added', 'changed', 'unchanged']}
            nameOf={(figure) => t(`importing.${figure}`)}
            unused={report.unused}
            faults={report.faults}
          />
        )}
        {file === undefined ? null : (
          <div className="yw-record-actions">
            {report === undefined || write.data !== undefined ? null : count === 0 ? (
              <b>{t('importing.nothing')}</b>
            ) : (
              <Button
                type="primary"
                autoFocus
                loading={write.isPending}
                onClick={() =>
                  write.mutate({ query: { fileName: file.name, goodRowsOnly: true, ...since }, body: file.bytes })
                }
              >
                {t(report.bad > 0 ? 'importing.takeGood' : 'importing.take', { count, day: report.validFrom })}
              </Button>
            )}
            <Button onClick={reset} disabled={write.isPending}>
              {t('importing.another')}
            </Button>
            <Button type={write.data === undefined ? 'text' : 'primary'} onClick={close}>
              {t('close')}
            </Button>
          </div>
        )}
      </div>
    </Modal>
  )
}
