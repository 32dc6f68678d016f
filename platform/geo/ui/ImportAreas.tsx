import { Button, Checkbox, Drawer, Select } from 'antd'
import { useRef, useState } from 'react'
import { FailureAlert, Notice, useCall, cityDay, DayInput } from '#lib/ui'
import { importAreas, type AreaImportReport, type Datum } from '../contract.ts'
import { FindingList } from './FindingList.tsx'
import { useGeoWords } from './words.ts'

interface ImportAreasProps {
  readonly datums: readonly Datum[]
  readonly onShow: (at: [number, number]) => void
  readonly onImported: () => void
  readonly onClose: () => void
}

interface Chosen {
  readonly name: string
  readonly bytes: Uint8Array<ArrayBuffer>
}

const megabyte = 1024 * 1024

/** Brings areas in from a file: looked at first, written on a second word, all or nothing. */
export function ImportAreas({ datums, onShow, onImported, onClose }: ImportAreasProps) {
  const t = useGeoWords()
  const input = useRef<HTMLInputElement>(null)
  const check = useCall(importAreas)
  const write = useCall(importAreas)
  const [file, setFile] = useState<Chosen | undefined>(undefined)
  const [datum, setDatum] = useState<Datum>('wgs84')
  const [day, setDay] = useState(cityDay())
  const [endMissing, setEndMissing] = useState(false)
  const [sketch, setSketch] = useState(false)
  const [tooLarge, setTooLarge] = useState(false)

  const query = (name: string) => ({ fileName: name, datum, validFrom: day, endMissing, sketch })
  const look = (chosen: Chosen): void => {
    write.reset()
    check.mutate({ query: { ...query(chosen.name), dryRun: true }, body: chosen.bytes })
  }
  const choose = async (chosen: File): Promise<void> => {
    setTooLarge(chosen.size > importAreas.maxBytes)
    if (chosen.size > importAreas.maxBytes) return
    const next = { name: chosen.name.slice(-200), bytes: new Uint8Array(await chosen.arrayBuffer()) }
    setFile(next)
    look(next)
  }
  const report = check.data
  return (
    <Drawer open size={560} title={t('import.title')} onClose={onClose}>
      <p className="geo-about">{t('import.about')}</p>
      <div className="geo-form">
        <label className="geo-field">
          {t('import.datum')}
          <Select
            value={datum}
            onChange={setDatum}
            options={datums.map((value) => ({ value, label: t(`import.${value}`) }))}
          />
        </label>
        <label className="geo-field">
          {t('import.validFrom')}
          <DayInput clearable={false} value={day} onChange={setDay} />
        </label>
        <Checkbox checked={endMissing} onChange={(event) => setEndMissing(event.target.checked)}>
          {t('import.endMissing')}
        </Checkbox>
        <Checkbox checked={sketch} onChange={(event) => setSketch(event.target.checked)}>
          {t('import.sketch')}
        </Checkbox>
      </div>
      <div className="geo-buttons">
        <Button type={file === undefined ? 'primary' : 'default'} onClick={() => input.current?.click()}>
          {t('import.choose')}
        </Button>
        {file === undefined ? null : <Button onClick={() => look(file)}>{t('import.again')}</Button>}
        <span className="yw-quiet">{file?.name}</span>
      </div>
      <input
        ref={input}
        className="yw-hidden"
        type="file"
        accept=".geojson,.json,application/geo+json"
        aria-label={t('import.choose')}
        onChange={(event) => {
          const chosen = event.target.files?.[0]
          event.target.value = ''
          if (chosen !== undefined) void choose(chosen)
        }}
      />
      {tooLarge ? (
        <Notice tone="error">{t('import.tooLarge', { size: importAreas.maxBytes / megabyte })}</Notice>
      ) : null}
      {check.isPending ? <Notice tone="info">{t('import.checking', { file: file?.name ?? '' })}</Notice> : null}
      {check.error === null ? null : <FailureAlert failure={check.error} />}
      {write.error === null ? null : <FailureAlert failure={write.error} />}
      {write.data?.imported === true ? (
        <>
          <Notice tone="done">
            {t('import.done', { added: write.data.added, changed: write.data.changed, ended: write.data.ended })}
          </Notice>
          <Button onClick={onClose}>{t('import.close')}</Button>
        </>
      ) : report === undefined || check.isPending || file === undefined ? null : (
        <Report
          report={report}
          busy={write.isPending}
          onShow={onShow}
          onTake={() =>
            write.mutate(
              { query: { ...query(file.name), acceptWarnings: report.warnings > 0 }, body: file.bytes },
              { onSuccess: ({ imported }) => imported && onImported() },
            )
          }
        />
      )}
    </Drawer>
  )
}

interface ReportProps {
  readonly report: AreaImportReport
  readonly busy: boolean
  readonly onShow: (at: [number, number]) => void
  readonly onTake: () => void
}

function Report({ report, busy, onShow, onTake }: ReportProps) {
  const t = useGeoWords()
  const changes = report.added + report.changed + report.ended
  return (
    <>
      <dl className="geo-figures">
        {(['areas', 'added', 'changed', 'unchanged', 'ended'] as const).map((key) => (
          <div key={key}>
            <dt>{t(`import.${key}`)}</dt>
            <dd className="yw-number">{report[key]}</dd>
          </div>
        ))}
      </dl>
      {report.findings.length === 0 ? (
        <Notice tone="done">{t('import.clean')}</Notice>
      ) : (
        <>
          <FindingList findings={report.findings} onShow={onShow} />
          {report.findings.length < 500 ? null : <p className="yw-quiet">{t('finding.more', { count: 500 })}</p>}
        </>
      )}
      {report.errors > 0 ? (
        <Notice tone="error">{t('import.blocked', { count: report.errors })}</Notice>
      ) : changes === 0 ? (
        <Notice tone="info">{t('import.nothing')}</Notice>
      ) : (
        <Button type="primary" loading={busy} onClick={onTake}>
          {report.warnings > 0 ? t('import.takeAnyway') : t('import.take')}
        </Button>
      )}
    </>
  )
}
