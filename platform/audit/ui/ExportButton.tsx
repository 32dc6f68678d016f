import { DownloadOutlined } from '@ant-design/icons'
import { Button } from 'antd'
import { useState } from 'react'
import { exportAudit, maxExport, type AuditFilter } from '../contract.ts'
import { Notice, ReasonDialog, saveFile, useCall } from '#lib/ui'
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
  const close = () => {
    setAsking(false)
    make.reset()
  }
  const run = (reason: string) =>
    make.mutate({ body: { reason, filter, sort } }, { onSuccess: ({ csv, fileName }) => saveFile(csv, fileName) })
  return (
    <>
      <Button icon={<DownloadOutlined aria-hidden />} disabled={total === 0} onClick={() => setAsking(true)}>
        {t('export')}
      </Button>
      {asking ? (
        <ReasonDialog
          title={t('exporting.title')}
          about={
            <>
              <p>{t('exporting.about', { max: maxExport })}</p>
              <p className="yw-number">
                {total > countEnd
                  ? t('exporting.countMore', { count: countEnd })
                  : t('exporting.count', { count: total })}
              </p>
            </>
          }
          hint={t('exporting.reasonHint')}
          ok={t('exporting.confirm')}
          pending={make.isPending}
          failure={make.error}
          onOk={run}
          onClose={close}
          {...(make.data === undefined
            ? {}
            : {
                done: (
                  <Notice tone={make.data.cut ? 'warning' : 'done'}>
                    {t('exporting.done', { rows: make.data.rows, file: make.data.fileName })}
                    {make.data.cut ? ` ${t('exporting.cut', { rows: make.data.rows })}` : ''}
                  </Notice>
                ),
              })}
        />
      ) : null}
    </>
  )
}
