import { App, Button, Tooltip } from 'antd'
import { useState } from 'react'
import {
  cityDay,
  FailureAlert,
  Notice,
  RecordDrawer,
  RetireForm,
  useCommand,
  useKeys,
  usePreferences,
  useRead,
} from '#lib/ui'
import {
  addEntry,
  getEntry,
  retireEntry,
  takeDelivered,
  withdrawChange,
  type DictionaryDefinition,
  type EntryView,
} from '../contract.ts'
import { EntryForm } from './EntryForm.tsx'
import { EntryHistory } from './EntryHistory.tsx'
import { differences, useFieldRows } from './fields.ts'
import { ConfidenceTag, DeliveredTag, entryName } from './tags.tsx'
import { useDictionaryWords } from './words.ts'

interface EntryDrawerProps {
  readonly definition: DictionaryDefinition
  readonly entryId: string | undefined
  readonly adding: boolean
  readonly mayEdit: boolean
  readonly onClose: () => void
  readonly onAdded: (id: string) => void
}

/** One entry beside the table: what is said of it, what was, and what may be done. */
export function EntryDrawer({ definition, entryId, adding, mayEdit, onClose, onAdded }: EntryDrawerProps) {
  const t = useDictionaryWords()
  const { language } = usePreferences()
  const read = useRead(
    getEntry,
    { params: { dictionary: definition.code, id: entryId ?? '' } },
    { enabled: entryId !== undefined },
  )
  const entry = entryId === undefined ? undefined : read.data?.entry
  return (
    <RecordDrawer
      open={entryId !== undefined}
      adding={adding}
      read={read}
      title={() => (adding ? t('form.add') : entry === undefined ? '' : entryName(entry, language))}
      form={(view, form) => <EntryForm definition={definition} view={view} {...form} />}
      show={(view, edit) => <Shown definition={definition} view={view} mayEdit={mayEdit} onEdit={edit} />}
      onClose={onClose}
      onAdded={onAdded}
    />
  )
}

interface ShownProps {
  readonly definition: DictionaryDefinition
  readonly view: EntryView
  readonly mayEdit: boolean
  readonly onEdit: () => void
}

function Shown({ definition, view, mayEdit, onEdit }: ShownProps) {
  const t = useDictionaryWords()
  const { message } = App.useApp()
  const { entry, history, deliveredContent } = view
  const rows = useFieldRows(definition)
  const [retiring, setRetiring] = useState(false)
  const take = useCommand(takeDelivered)
  const withdraw = useCommand(withdrawChange)
  const restore = useCommand(addEntry)
  const params = { dictionary: definition.code, id: entry.id }
  const planned = entry.plannedFrom
  const mayChange = mayEdit && planned === null && entry.state === 'valid'
  useKeys(t('keys.page'), mayChange ? [{ keys: 'e', label: t('keys.edit'), run: onEdit }] : [])
  const say = (text: string) => () => void message.success(text)
  const apart =
    deliveredContent === null || entry.delivered !== 'differs' ? [] : differences(rows, deliveredContent, entry)
  const failure = take.error ?? withdraw.error ?? restore.error
  const bringBack = () => {
    const { version, kind, code, name, nameEn, parent, position, attributes, confidence, source, note } = entry
    const body = { version, kind, code, name, nameEn, parent, position, attributes, confidence, source, note }
    restore.mutate({ params: { dictionary: definition.code }, body }, { onSuccess: say(t('form.restored')) })
  }
  return (
    <div className="yw-record">
      <p className="yw-record-head">
        <span className="dict-code yw-number">{entry.code}</span>
        {definition.versions.length === 0 ? null : <span className="yw-tag">{entry.version}</span>}
        <ConfidenceTag level={entry.confidence} />
        {entry.state === 'valid' ? null : <span className="yw-tag">{t(`state.${entry.state}`)}</span>}
        <DeliveredTag delivered={entry.delivered} />
      </p>
      <div className="yw-record-actions">
        <Tooltip title={mayEdit ? '' : t('mayNot')}>
          <Button type="primary" disabled={!mayChange} onClick={onEdit}>
            {t('edit')}
          </Button>
        </Tooltip>
        {entry.state === 'retired' ? (
          <Button disabled={!mayEdit} loading={restore.isPending} onClick={bringBack}>
            {t('restore')}
          </Button>
        ) : (
          <Button disabled={!mayChange} onClick={() => setRetiring(true)}>
            {t('retire')}
          </Button>
        )}
        {planned === null ? null : (
          <Button
            disabled={!mayEdit}
            loading={withdraw.isPending}
            onClick={() =>
              withdraw.mutate({ params, body: { basedOn: entry.revision } }, { onSuccess: say(t('form.withdrawn')) })
            }
          >
            {t('withdraw')}
          </Button>
        )}
      </div>
      {failure === null ? null : <FailureAlert failure={failure} />}
      {retiring ? <Retiring definition={definition} view={view} onDone={() => setRetiring(false)} /> : null}
      {planned === null ? null : <Notice tone="info">{t('planned', { day: cityDay(planned) })}</Notice>}
      {entry.delivered !== 'differs' || deliveredContent === null ? null : (
        <Notice tone="warning">
          <b>{t('differ.title')}</b>
          <ul className="dict-apart">
            {apart.map((one) => (
              <li key={one.key}>
                <span className="yw-quiet">{one.label}</span>
                <span>
                  {t('differ.delivered')}：{one.from === '' ? t('differ.nothing') : one.from}
                </span>
                <span>
                  {t('differ.here')}：{one.to === '' ? t('differ.nothing') : one.to}
                </span>
              </li>
            ))}
          </ul>
          <Button
            size="small"
            disabled={!mayEdit || planned !== null}
            loading={take.isPending}
            onClick={() =>
              take.mutate({ params, body: { basedOn: entry.revision } }, { onSuccess: say(t('form.taken')) })
            }
          >
            {t('take')}
          </Button>
        </Notice>
      )}
      <dl className="yw-facts">
        {rows
          .map((row) => ({
            ...row,
            value:
              row.key === 'parent' && entry.parent !== null
                ? `${entry.parent} ${entry.parentName ?? ''}`
                : row.read(entry),
          }))
          .filter((row) => row.value !== '' && row.key !== 'confidence')
          .map((row) => (
            <div key={row.key}>
              <dt>{row.label}</dt>
              <dd>{row.value}</dd>
            </div>
          ))}
      </dl>
      <h3>{t('history.title')}</h3>
      <EntryHistory entry={entry} history={history} rows={rows} />
    </div>
  )
}

interface RetiringProps {
  readonly definition: DictionaryDefinition
  readonly view: EntryView
  readonly onDone: () => void
}

function Retiring({ definition, view, onDone }: RetiringProps) {
  const t = useDictionaryWords()
  const { message } = App.useApp()
  const { language } = usePreferences()
  const retire = useCommand(retireEntry)
  const { entry } = view
  return (
    <RetireForm
      title={t('form.retireTitle', { name: entryName(entry, language) })}
      about={t('form.retireHint')}
      day={t('form.retireFrom')}
      ok={t('retire')}
      pending={retire.isPending}
      failure={retire.error}
      onRetire={(reason, validTo) =>
        retire.mutate(
          {
            params: { dictionary: definition.code, id: entry.id },
            body: {
              basedOn: entry.revision,
              ...(reason === '' ? {} : { reason }),
              ...(validTo === '' ? {} : { validTo }),
            },
          },
          {
            onSuccess: () => {
              void message.success(t('form.retired'))
              onDone()
            },
          },
        )
      }
      onClose={onDone}
    />
  )
}
