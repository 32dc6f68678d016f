import { Button, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import type { Field } from '#core/cases/contract'
import { ErrorState, FailureAlert, useCommand, useKeys, useRead, useSay } from '#lib/ui'
import type { QueryOf, ReplyOf } from '#lib/http/contract'
import { listMappings, lookAtImport, mapImport, type ImportRun } from '../import-contract.ts'
import { useHotlineKind } from './kind.ts'
import { Progress } from './Progress.tsx'
import { useHotlineWords } from './words.ts'

type Choice = QueryOf<typeof lookAtImport>
type Seen = ReplyOf<typeof lookAtImport>

/** Which column feeds which field: as guessed, and as the person says. */
export function ImportMapping({
  run,
  onMapped,
}: {
  readonly run: ImportRun
  readonly onMapped: (run: ImportRun) => void
}) {
  const t = useHotlineWords()
  const [choice, setChoice] = useState<Choice>({})
  const look = useRead(lookAtImport, { params: { id: run.id }, query: choice }, { keep: true })
  if (look.error !== null)
    return (
      <ErrorState
        failure={look.error}
        onRetry={() => (Object.keys(choice).length > 0 ? setChoice({}) : void look.refetch())}
      />
    )
  if (look.data === undefined) return <Progress label={t('uploading', { file: run.fileName })} />
  return (
    <>
      <LayoutBar run={run} seen={look.data} choice={choice} onChoice={setChoice} />
      <Columns
        key={JSON.stringify([choice, look.data.layout])}
        run={run}
        seen={look.data}
        choice={choice}
        onMapped={onMapped}
      />
    </>
  )
}

function LayoutBar({
  run,
  seen,
  choice,
  onChoice,
}: {
  readonly run: ImportRun
  readonly seen: Seen
  readonly choice: Choice
  readonly onChoice: (choice: Choice) => void
}) {
  const t = useHotlineWords()
  const saved = useRead(listMappings, {})
  const { layout } = seen
  const delimiters = [
    { value: ',' as const, label: t('map.comma') },
    { value: ';' as const, label: t('map.semicolon') },
    { value: '\t' as const, label: t('map.tab') },
  ]
  const encodings = (['UTF-8', 'GB18030', 'UTF-16LE', 'UTF-16BE'] as const).map((value) => ({ value, label: value }))
  return (
    <section className="import-part import-layout" aria-label={run.fileName}>
      {layout.format === 'xlsx' ? (
        <label>
          <span>{t('map.sheet')}</span>
          <Select
            className="import-sheet"
            value={layout.sheet}
            onChange={(sheet) => onChoice({ sheet })}
            options={seen.sheets.map(({ name, hidden }, at) => ({
              value: at,
              label: hidden ? `${name}${t('map.hidden')}` : name,
            }))}
          />
        </label>
      ) : (
        <>
          <label>
            <span>{t('map.encoding')}</span>
            <Select
              value={layout.encoding ?? 'UTF-8'}
              options={encodings}
              onChange={(encoding) => onChoice({ ...choice, encoding })}
            />
          </label>
          <label>
            <span>{t('map.delimiter')}</span>
            <Select
              value={layout.delimiter ?? ','}
              options={delimiters}
              onChange={(delimiter) => onChoice({ ...choice, delimiter })}
            />
          </label>
        </>
      )}
      <label>
        <span>{t('map.headRow')}</span>
        <InputNumber
          min={1}
          max={50}
          changeOnBlur
          value={layout.headRow}
          onChange={(headRow) => headRow !== null && onChoice({ ...choice, headRow })}
        />
      </label>
      {(saved.data?.items.length ?? 0) > 0 ? (
        <label>
          <span>{t('map.saved')}</span>
          <Select
            className="import-saved"
            value={seen.savedAs ?? ''}
            onChange={(mapping) => onChoice({ ...choice, mapping: mapping === '' ? ' ' : mapping })}
            options={[
              { value: '', label: t('map.savedNone') },
              ...(saved.data?.items ?? []).map(({ name }) => ({ value: name, label: name })),
            ]}
          />
        </label>
      ) : null}
    </section>
  )
}

interface ColumnsProps {
  readonly run: ImportRun
  readonly seen: Seen
  readonly choice: Choice
  readonly onMapped: (run: ImportRun) => void
}

function Columns({ run, seen, choice, onMapped }: ColumnsProps) {
  const t = useHotlineWords()
  const say = useSay()
  const form = useHotlineKind()
  const fields = form?.fields.filter((field) => field.type !== 'unit') ?? []
  const [chosen, setChosen] = useState<readonly (string | null)[]>(seen.columns.map(({ field }) => field))
  const [constants, setConstants] = useState<Readonly<Record<string, string>>>(seen.constants)
  const [saveAs, setSaveAs] = useState(seen.savedAs ?? '')
  const map = useCommand(mapImport)
  const isNeeded = (field: Field) => field.required === true || field.key === form?.sourceNumberField
  const unfed = fields.filter((field) => !chosen.includes(field.key))
  const missing = unfed.filter((field) => isNeeded(field) && (constants[field.key] ?? '') === '')
  const twice = fields.find((field) => chosen.filter((key) => key === field.key).length > 1)
  const ready = run.mine && missing.length === 0 && twice === undefined && !map.isPending
  const send = () => {
    if (!ready) return
    const { mapping: _mapping, ...layout } = choice
    const fixed = Object.fromEntries(Object.entries(constants).filter(([key]) => !chosen.includes(key)))
    const named = saveAs.trim() === '' ? {} : { saveAs: saveAs.trim() }
    map.mutate(
      { params: { id: run.id }, body: { ...layout, columns: [...chosen], constants: fixed, ...named } },
      { onSuccess: onMapped },
    )
  }
  useKeys(t('title'), [{ keys: 'mod+Enter', label: t('keys.check'), run: send }])
  const options = [{ value: '', label: t('map.unused') }, ...fields.map((field) => ({ value: field.key, label: say(field.name) + (isNeeded(field) ? ' *' : '') }))] // prettier-ignore
  return (
    <>
      <section className="import-part" aria-label={t('map.title')}>
        <h2>{t('map.title')}</h2>
        <div className="import-scroll import-map-scroll">
          <table className="import-table import-map" aria-label={t('map.title')}>
            <thead>
              <tr>
                <th>{t('map.column')}</th>
                <th>{t('map.samples')}</th>
                <th className="import-c-field">{t('map.field')}</th>
                <th className="import-c-sure">{t('map.sure')}</th>
                <th>{t('map.reason')}</th>
              </tr>
            </thead>
            <tbody>
              {seen.columns.map((column, at) => {
                const asGuessed = chosen[at] === column.field
                return (
                  <tr key={at} className={chosen[at] === null ? 'import-unused' : ''}>
                    <td>
                      <span className="yw-quiet yw-number">{column.letter}</span> <b>{column.heading}</b>
                    </td>
                    <td className="import-samples">
                      <div title={column.samples.join(' | ')}>{column.samples.join(' | ')}</div>
                    </td>
                    <td>
                      <Select
                        showSearch={{ optionFilterProp: 'label' }}
                        className="import-select"
                        aria-label={column.heading}
                        value={chosen[at] ?? ''}
                        options={options}
                        onChange={(key) =>
                          setChosen(chosen.map((one, other) => (other === at ? (key === '' ? null : key) : one)))
                        }
                      />
                    </td>
                    <td>
                      {chosen[at] === null || !asGuessed ? null : (
                        <span className={`import-sure yw-number${column.confidence < 0.8 ? ' import-unsure' : ''}`}>
                          {Math.round(column.confidence * 100)}%
                        </span>
                      )}
                    </td>
                    <td className="yw-quiet">{asGuessed ? say(column.reason) : ''}</td>
                  </tr>
                )
              })}
            </tbody>
          </table>
        </div>
      </section>
      {unfed.length === 0 ? null : (
        <section className="import-part" aria-label={t('map.fixed')}>
          <h2>{t('map.fixed')}</h2>
          <div className="import-fixed">
            {unfed
              .filter((field) => field.key !== form?.sourceNumberField)
              .map((field) => (
                <label key={field.key}>
                  <span>
                    {say(field.name)}
                    {isNeeded(field) ? <b className="import-needed"> {t('map.required')}</b> : null}
                  </span>
                  <Fixed
                    field={field}
                    value={constants[field.key] ?? ''}
                    onChange={(value) => setConstants({ ...constants, [field.key]: value })}
                  />
                </label>
              ))}
          </div>
        </section>
      )}
      <section className="import-part import-decide">
        <Button type="primary" size="large" disabled={!ready} loading={map.isPending} onClick={send}>
          {t('map.check')}
        </Button>
        <label className="import-save">
          <span>{t('map.saveAs')}</span>
          <Input
            maxLength={60}
            value={saveAs}
            placeholder={t('map.saveAsHint')}
            onChange={(event) => setSaveAs(event.target.value)}
          />
        </label>
        {missing.length === 0 ? null : (
          <span role="alert" className="import-fault">
            {t('map.missing', { fields: missing.map((field) => say(field.name)).join(' · ') })}
          </span>
        )}
        {twice === undefined ? null : (
          <span role="alert" className="import-fault">
            {t('map.twice', { field: say(twice.name) })}
          </span>
        )}
      </section>
      {map.error === null ? null : <FailureAlert failure={map.error} />}
    </>
  )
}

function Fixed({
  field,
  value,
  onChange,
}: {
  readonly field: Field
  readonly value: string
  readonly onChange: (value: string) => void
}) {
  const t = useHotlineWords()
  const say = useSay()
  if (field.type !== 'choice')
    return (
      <Input
        value={value}
        maxLength={200}
        aria-label={say(field.name)}
        onChange={(event) => onChange(event.target.value)}
      />
    )
  return (
    <Select
      aria-label={say(field.name)}
      className="import-select"
      value={value}
      onChange={onChange}
      options={[
        { value: '', label: t('map.fixedNone') },
        ...(field.choices ?? []).map(({ code, name }) => ({ value: code, label: say(name) })),
      ]}
    />
  )
}
