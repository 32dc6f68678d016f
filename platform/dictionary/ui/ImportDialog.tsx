import { Button, Modal } from 'antd'
import { useState } from 'react'
import { FailureAlert, FileDrop, Notice, SheetReport, useCall, useSay } from '#lib/ui'
import { importEntries, type DictionaryDefinition, type ImportReport } from '../contract.ts'
import { useDictionaryWords } from './words.ts'

interface Chosen {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

/** Look first, then decide: a file is checked as soon as it is chosen, and written only on a second word. */
export function ImportDialog({
  definition,
  open,
  onClose,
}: {
  readonly definition: DictionaryDefinition
  readonly open: boolean
  readonly onClose: () => void
}) {
  const t = useDictionaryWords()
  const say = useSay()
  const [file, setFile] = useState<Chosen>()
  const check = useCall(importEntries)
  const write = useCall(importEntries)
  const reset = () => {
    setFile(undefined)
    check.reset()
    write.reset()
  }
  const close = () => {
    // A file on its way is not called back; what comes of it is seen in the table.
    reset()
    onClose()
  }
  const choose = async (chosen: File) => {
    reset()
    const bytes = new Uint8Array(await chosen.arrayBuffer())
    setFile({ name: chosen.name, bytes })
    check.mutate({
      params: { dictionary: definition.code },
      query: { fileName: chosen.name, dryRun: true },
      body: bytes,
    })
  }
  const take = () => {
    if (file === undefined) return
    write.mutate({
      params: { dictionary: definition.code },
      query: { fileName: file.name, goodRowsOnly: true },
      body: file.bytes,
    })
  }
  const failure = write.error ?? check.error
  const report = check.data
  return (
    <Modal
      open={open}
      width={760}
      title={t('importing.title', { name: say(definition.name) })}
      footer={null}
      onCancel={close}
      destroyOnHidden
    >
      <div className="yw-record">
        <p className="yw-quiet">{t('importing.about')}</p>
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
            unused={report.columns.filter((one) => one.field === null).map((one) => one.heading)}
            faults={report.faults}
          />
        )}
        {file === undefined ? null : (
          <div className="yw-record-actions">
            {report === undefined || write.data !== undefined ? null : (
              <TakeButton report={report} busy={write.isPending} onTake={take} />
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

function TakeButton({
  report,
  busy,
  onTake,
}: {
  readonly report: ImportReport
  readonly busy: boolean
  readonly onTake: () => void
}) {
  const t = useDictionaryWords()
  const count = report.added + report.changed
  if (count === 0) return <b>{t('importing.nothing')}</b>
  return (
    <Button type="primary" loading={busy} onClick={onTake} autoFocus>
      {t(report.bad > 0 ? 'importing.takeGood' : 'importing.take', { count })}
    </Button>
  )
}
