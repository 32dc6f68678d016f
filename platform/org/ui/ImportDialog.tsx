import { Form, Input, Modal } from 'antd'
import { useState } from 'react'
import { DayInput, FailureAlert, FileDrop, SheetReport, useCall, useJoin } from '#lib/ui'
import { importUnits, type UnitImportReport } from '../contract.ts'
import { useOrgWords } from './words.ts'

interface ImportDialogProps {
  readonly today: string
  readonly onClose: () => void
  readonly onDone: (report: UnitImportReport) => void
}

/** Looks first, then writes: a file is checked when it is chosen, and taken whole or not at all. */
export function ImportDialog({ today, onClose, onDone }: ImportDialogProps) {
  const t = useOrgWords()
  const join = useJoin()
  const [file, setFile] = useState<{ name: string; bytes: Uint8Array<ArrayBuffer> } | undefined>(undefined)
  const [effectiveOn, setEffectiveOn] = useState(today)
  const [reason, setReason] = useState('')
  const check = useCall(importUnits)
  const write = useCall(importUnits)
  const send = (chosen: NonNullable<typeof file>, day: string, dryRun: boolean) => {
    const query = {
      fileName: chosen.name,
      effectiveOn: day,
      ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
    }
    if (dryRun) {
      write.reset()
      check.mutate({ query: { ...query, dryRun: true }, body: chosen.bytes })
    } else write.mutate({ query, body: chosen.bytes }, { onSuccess: (report) => report.written && onDone(report) })
  }
  const choose = async (chosen: File) => {
    const next = { name: chosen.name.slice(-200), bytes: new Uint8Array(await chosen.arrayBuffer()) }
    setFile(next)
    send(next, effectiveOn, true)
  }
  const report = check.data
  const fresh = (report?.added ?? 0) + (report?.changed ?? 0)
  const isPast = effectiveOn < today
  const failure = write.error ?? check.error
  return (
    <Modal
      open
      width={820}
      title={t('importing.title')}
      okText={t('importing.take', { count: fresh })}
      cancelText={t('change.cancel')}
      okButtonProps={{
        disabled:
          file === undefined ||
          report === undefined ||
          report.bad > 0 ||
          fresh === 0 ||
          (isPast && reason.trim() === ''),
        loading: write.isPending,
      }}
      onOk={() => file !== undefined && send(file, effectiveOn, false)}
      onCancel={onClose}
    >
      <p className="org-import-about yw-quiet">{t('importing.about')}</p>
      <Form layout="vertical" component={false}>
        <div className="org-form org-form-row">
          <Form.Item label={t('change.effectiveOn')} htmlFor="org-import-day">
            <DayInput
              clearable={false}
              id="org-import-day"
              value={effectiveOn}
              onChange={(day) => {
                setEffectiveOn(day)
                if (file !== undefined) send(file, day, true)
              }}
            />
          </Form.Item>
          <Form.Item label={t('change.reason')} htmlFor="org-import-reason" required={isPast}>
            <Input
              id="org-import-reason"
              maxLength={500}
              value={reason}
              onChange={(event) => setReason(event.target.value)}
            />
          </Form.Item>
        </div>
      </Form>
      <FileDrop small accept=".csv,.txt,.xlsx,text/csv" onFile={(chosen) => void choose(chosen)}>
        <b>{t(file === undefined ? 'importing.file' : 'importing.another')}</b>
        {file === undefined ? null : <span className="yw-quiet">{file.name}</span>}
      </FileDrop>
      {check.isPending ? <p role="status">{t('importing.checking')}</p> : null}
      {failure === null ? null : <FailureAlert failure={failure} />}
      {report === undefined ? null : (
        <>
          <SheetReport
            report={report}
            figures={['rows', 'added', 'changed', 'unchanged']}
            nameOf={(figure) => t(`importing.${figure}`)}
          />
          <div className="org-scroll org-import-lines">
            <table className="org-table">
              <thead>
                <tr>
                  <th>{t('importing.row')}</th>
                  <th>{t('facts.code')}</th>
                  <th>{t('change.name')}</th>
                  <th>{t('importing.what')}</th>
                </tr>
              </thead>
              <tbody>
                {report.lines.map((line) => (
                  <tr key={line.row}>
                    <td className="yw-number">{line.row}</td>
                    <td className="yw-number">{line.code}</td>
                    <td>{line.name}</td>
                    <td className={line.what === 'bad' ? 'org-bad' : ''}>
                      {line.fault ?? `${t(`importing.${line.what}`)} ${join(line.changes)}`}
                    </td>
                  </tr>
                ))}
              </tbody>
            </table>
          </div>
        </>
      )}
    </Modal>
  )
}
