import { DownloadOutlined } from '@ant-design/icons'
import { Button, Modal } from 'antd'
import { useState } from 'react'
import { exportAudit, maxExport, type AuditFilter } from '../contract.ts'
import { FailureAlert, FocusedInput, Notice, useCall } from '#lib/ui'
import { useAuditWords } from './words.ts'

interface ExportButtonProps {
  readonly filter: AuditFilter
  readonly sort: 'recorded' | '-recorded'
  readonly total: number
}

const countEnd = 10_000

/** Takes the log out as a CSV file; asks why first. */
export function ExportButton({ filter, sort, total }: ExportButtonProps) {
  const t = useAuditWords()
  const make = useCall(exportAudit)
  const [asking, setAsking] = useState(false)
  const [reason, setReason] = useState('')
  const valid = reason.trim().length >= 2
  const close = () => {
    setAsking(false)
    setReason('')
    make.reset()
  }
  const run = () => {
    if (!valid || make.isPending || make.data !== undefined) return
    make.mutate(
      { body: { reason: reason.trim(), filter, sort } },
      { onSuccess: ({ csv, fileName }) => keep(csv, fileName) },
    )
  }
  return (
    <>
      <Button icon={<DownloadOutlined />} disabled={total === 0} onClick={() => setAsking(true)}>
        {t('export')}
      </Button>
      <Modal
        open={asking}
        title={t('exporting.title')}
        okText={make.data === undefined ? t('exporting.confirm') : t('verify.close')}
        cancelText={t('exporting.cancel')}
        okButtonProps={{ disabled: !valid, loading: make.isPending }}
        onOk={make.data === undefined ? run : close}
        onCancel={close}
        destroyOnHidden
        width={480}
      >
        {make.data === undefined ? (
          <>
            <p>{t('exporting.about', { max: maxExport })}</p>
            <p className="yw-number">
              {total > countEnd
                ? t('exporting.countMore', { count: countEnd })
                : t('exporting.count', { count: total })}
            </p>
            <label className="audit-reason">
              <span>{t('exporting.reason')}</span>
              <FocusedInput
                maxLength={200}
                value={reason}
                placeholder={t('exporting.reasonHint')}
                onChange={(event) => setReason(event.target.value)}
                onPressEnter={run}
                aria-describedby="audit-need"
              />
            </label>
            <p id="audit-need" className="yw-small yw-quiet">
              {valid ? '\u00a0' : t('exporting.need')}
            </p>
            {make.error === null ? null : <FailureAlert failure={make.error} />}
          </>
        ) : (
          <Notice tone={make.data.cut ? 'warning' : 'done'}>
            {t('exporting.done', { rows: make.data.rows, file: make.data.fileName })}
            {make.data.cut ? ` ${t('exporting.cut', { rows: make.data.rows })}` : ''}
          </Notice>
        )}
      </Modal>
    </>
  )
}

/** Gives a text to the browser as a file to keep. */
function keep(text: string, fileName: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv;charset=utf-8' }))
  const link = document.createElement('a')
  link.href = url
  link.download = fileName
  link.click()
  URL.revokeObjectURL(url)
}
