import { App, Button, Tooltip } from 'antd'
import { useState } from 'react'
import { FailureAlert, Notice, RecordDrawer, RetireForm, useCommand, useKeys, useRead, useSay } from '#lib/ui'
import { addStandard, getStandard, retireStandard, withdrawChange, type StandardView } from '../contract.ts'
import type { Overview } from './FilterRow.tsx'
import { StandardForm } from './StandardForm.tsx'
import { StandardHistory } from './StandardHistory.tsx'
import { ConfidenceTag, useLimitText } from './tags.tsx'
import { useGridWords } from './words.ts'

interface StandardDrawerProps {
  readonly id: string | undefined
  readonly asOf: string | undefined
  readonly adding: boolean
  readonly overview: Overview | undefined
  readonly mayEdit: boolean
  readonly onClose: () => void
  readonly onAdded: (id: string) => void
}

/** One standard beside the table: its conditions and limit, what it was, and what may be done. */
export function StandardDrawer({ id, asOf, adding, overview, mayEdit, onClose, onAdded }: StandardDrawerProps) {
  const t = useGridWords()
  const read = useRead(
    getStandard,
    { params: { id: id ?? '' }, query: asOf === undefined ? {} : { asOf } },
    { enabled: id !== undefined },
  )
  return (
    <RecordDrawer
      open={id !== undefined}
      adding={adding}
      read={read}
      title={(editing) =>
        adding
          ? t('form.add')
          : editing
            ? t('form.edit')
            : id === undefined
              ? ''
              : (read.data?.standard.item.name ?? '')
      }
      form={(view, form) => <StandardForm overview={overview} view={view} {...form} />}
      show={(view, edit) => <Shown view={view} overview={overview} mayEdit={mayEdit} onEdit={edit} />}
      onClose={onClose}
      onAdded={onAdded}
    />
  )
}

interface ShownProps {
  readonly view: StandardView
  readonly overview: Overview | undefined
  readonly mayEdit: boolean
  readonly onEdit: () => void
}

function Shown({ view, overview, mayEdit, onEdit }: ShownProps) {
  const t = useGridWords()
  const say = useSay()
  const limitText = useLimitText()
  const { message } = App.useApp()
  const { standard, history } = view
  const [retiring, setRetiring] = useState(false)
  const withdraw = useCommand(withdrawChange)
  const revive = useCommand(addStandard)
  const planned = standard.plannedFrom
  const mayChange = mayEdit && planned === null && standard.state === 'valid'
  useKeys(t('keys.page'), mayChange ? [{ keys: 'e', label: t('keys.edit'), run: onEdit }] : [])
  const failure = withdraw.error ?? revive.error
  const version = overview?.versions.find((one) => one.code === standard.version)
  const bringBack = () => {
    const { version: of, kind, code, item, filing, limit, closing, confidence, source, note } = standard
    const body = { version: of, kind, code, item: item.code, filing, limit, closing, confidence, source, note }
    revive.mutate({ body }, { onSuccess: () => void message.success(t('form.added')) })
  }
  const why = mayEdit ? '' : t('mayNot')
  return (
    <div className="yw-record">
      <p className="yw-record-head">
        <span className="grid-code yw-number">{standard.code}</span>
        <span className="yw-tag">{version === undefined ? standard.version : say(version.name)}</span>
        <span className="yw-tag">{t(`kind.${standard.kind}`)}</span>
        <ConfidenceTag level={standard.confidence} />
        {standard.state === 'valid' ? null : <span className="yw-tag">{t(`stateOf.${standard.state}`)}</span>}
      </p>
      <div className="yw-record-actions">
        <Tooltip title={why}>
          <Button type="primary" disabled={!mayChange} onClick={onEdit}>
            {t('edit')}
          </Button>
        </Tooltip>
        {standard.state === 'retired' ? (
          <Button disabled={!mayEdit} loading={revive.isPending} onClick={bringBack}>
            {t('revive')}
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
              withdraw.mutate(
                { params: { id: standard.id }, body: { basedOn: standard.revision } },
                { onSuccess: () => void message.success(t('form.withdrawn')) },
              )
            }
          >
            {t('withdraw')}
          </Button>
        )}
      </div>
      {failure === null ? null : <FailureAlert failure={failure} />}
      {retiring ? <Retiring view={view} onDone={() => setRetiring(false)} /> : null}
      {planned === null ? null : <Notice tone="info">{t('planned', { day: planned })}</Notice>}
      <p className="grid-look-limit">
        <b>{limitText(standard.limit)}</b> <span className="yw-quiet">{t(`unitHint.${standard.limit.unit}`)}</span>
      </p>
      <dl className="yw-facts">
        {(
          [
            ['filing', standard.filing],
            ['closing', standard.closing],
            ['item', `${standard.item.code} ${standard.item.name} ${standard.item.className}`.trim()],
            ['validFrom', standard.validFrom],
            ['source', standard.source],
            ['note', standard.note],
          ] as const
        )
          .filter(([, value]) => value !== '')
          .map(([key, value]) => (
            <div key={key}>
              <dt>{t(`column.${key}`)}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      <h3>{t('history.title')}</h3>
      <StandardHistory history={history} today={overview?.today ?? standard.validFrom} />
    </div>
  )
}

function Retiring({ view, onDone }: { readonly view: StandardView; readonly onDone: () => void }) {
  const t = useGridWords()
  const { message } = App.useApp()
  const retire = useCommand(retireStandard)
  const { id, revision } = view.standard
  return (
    <RetireForm
      title={t('form.retireTitle')}
      about={t('form.retireHint')}
      day={t('form.validFrom')}
      ok={t('retire')}
      pending={retire.isPending}
      failure={retire.error}
      onRetire={(reason, validFrom) =>
        retire.mutate(
          {
            params: { id },
            body: {
              basedOn: revision,
              ...(reason === '' ? {} : { reason }),
              ...(validFrom === '' ? {} : { validFrom }),
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
