import dayjs from 'dayjs'
import { App, Button, DatePicker, Drawer, Input, Tooltip } from 'antd'
import { useState } from 'react'
import { ErrorState, FailureAlert, Notice, useCommand, useKeys, usePreferences, useRead } from '#lib/ui'
import {
  addEntry,
  getEntry,
  retireEntry,
  takeDelivered,
  withdrawChange,
  type DictionaryDefinition,
  type EntryView,
} from '../contract.ts'
import { shortDay } from './days.ts'
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
  const { modal } = App.useApp()
  const { language } = usePreferences()
  const [editing, setEditing] = useState(false)
  const [touched, setTouched] = useState(false)
  const read = useRead(
    getEntry,
    { params: { dictionary: definition.code, id: entryId ?? '' } },
    { enabled: entryId !== undefined },
  )
  const view = entryId === undefined ? undefined : read.data
  const isForm = adding || editing
  const leave = (then: () => void) => {
    if (!isForm || !touched) return then()
    modal.confirm({
      title: t('form.discard'),
      content: t('form.discardHint'),
      okText: t('form.discardYes'),
      cancelText: t('form.discardNo'),
      onOk: then,
    })
  }
  const back = () => {
    setEditing(false)
    setTouched(false)
  }
  const title = adding ? t('form.add') : view === undefined ? '' : entryName(view.entry, language)
  return (
    <Drawer
      open={adding || entryId !== undefined}
      size={620}
      title={title}
      mask={isForm}
      destroyOnHidden
      onClose={() => leave(adding ? onClose : editing ? back : onClose)}
      className="dict-drawer"
    >
      {adding ? (
        <EntryForm
          definition={definition}
          view={undefined}
          onTouch={() => setTouched(true)}
          onCancel={() => leave(onClose)}
          onDone={onAdded}
        />
      ) : read.isError && view === undefined ? (
        <ErrorState failure={read.error} onRetry={() => void read.refetch()} />
      ) : view === undefined ? null : editing ? (
        <EntryForm
          definition={definition}
          view={view}
          onTouch={() => setTouched(true)}
          onCancel={() => leave(back)}
          onDone={back}
        />
      ) : (
        <Shown definition={definition} view={view} mayEdit={mayEdit} onEdit={() => setEditing(true)} />
      )}
    </Drawer>
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
    <div className="dict-entry">
      <p className="dict-entry-head">
        <span className="dict-code yw-number">{entry.code}</span>
        {definition.versions.length === 0 ? null : <span className="dict-tag">{entry.version}</span>}
        <ConfidenceTag level={entry.confidence} />
        {entry.state === 'valid' ? null : <span className="dict-tag">{t(`state.${entry.state}`)}</span>}
        <DeliveredTag delivered={entry.delivered} />
      </p>
      <div className="dict-entry-actions">
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
      {planned === null ? null : <Notice tone="info">{t('planned', { day: shortDay(planned) })}</Notice>}
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
      <dl className="dict-facts">
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

function Retiring({
  definition,
  view,
  onDone,
}: {
  readonly definition: DictionaryDefinition
  readonly view: EntryView
  readonly onDone: () => void
}) {
  const t = useDictionaryWords()
  const { message } = App.useApp()
  const { language } = usePreferences()
  const retire = useCommand(retireEntry)
  const [reason, setReason] = useState('')
  const [day, setDay] = useState<string>()
  const { entry } = view
  const send = () =>
    retire.mutate(
      {
        params: { dictionary: definition.code, id: entry.id },
        body: {
          basedOn: entry.revision,
          ...(reason.trim() === '' ? {} : { reason: reason.trim() }),
          ...(day === undefined ? {} : { validTo: day }),
        },
      },
      {
        onSuccess: () => {
          void message.success(t('form.retired'))
          onDone()
        },
      },
    )
  return (
    <section className="dict-retiring" aria-label={t('retire')}>
      <b>{t('form.retireTitle', { name: entryName(entry, language) })}</b>
      <p className="yw-quiet">{t('form.retireHint')}</p>
      <Input
        autoFocus
        value={reason}
        maxLength={200}
        placeholder={`${t('form.reason')}：${t('form.reasonHint')}`}
        aria-label={t('form.reason')}
        onChange={(event) => setReason(event.target.value)}
      />
      <div className="dict-entry-actions">
        <DatePicker
          placeholder={t('form.retireFrom')}
          aria-label={t('form.retireFrom')}
          minDate={dayjs()}
          onChange={(picked) => setDay(picked === null ? undefined : shortDay(picked.hour(12).toDate()))}
        />
        <Button danger type="primary" loading={retire.isPending} onClick={send}>
          {t('retire')}
        </Button>
        <Button onClick={onDone}>{t('cancel')}</Button>
      </div>
      {retire.error === null ? null : <FailureAlert failure={retire.error} />}
    </section>
  )
}
