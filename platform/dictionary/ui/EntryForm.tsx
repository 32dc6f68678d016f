import { App, Button, Form, Input, InputNumber, Select } from 'antd'
import { useState } from 'react'
import type { Words } from '#lib/kernel/contract'
import { FailureAlert, Refused, useCommand, useKeys, useRead, useSay, type Failure, DayInput } from '#lib/ui'
import {
  addEntry,
  changeEntry,
  listEntries,
  type Column,
  type Confidence,
  type DictionaryDefinition,
  type EntryView,
} from '../contract.ts'
import { useDictionaryWords } from './words.ts'

interface Values {
  readonly version?: string
  readonly kind?: string
  readonly code?: string
  readonly name: string
  readonly nameEn?: string
  readonly parent?: string
  readonly position?: number
  readonly attributes?: Record<string, string | number | null | undefined>
  readonly confidence: Confidence
  readonly source?: string
  readonly note?: string
  readonly validFrom?: string
  readonly reason?: string
}

interface EntryFormProps {
  readonly definition: DictionaryDefinition
  /** the entry to change; undefined makes a new one */
  readonly view: EntryView | undefined
  readonly onTouch: () => void
  readonly onCancel: () => void
  readonly onDone: (id: string) => void
}

/** Fills in an entry. What the server finds wrong is said at its field. */
export function EntryForm({ definition, view, onTouch, onCancel, onDone }: EntryFormProps) {
  const t = useDictionaryWords()
  const say = useSay()
  const { message } = App.useApp()
  const [form] = Form.useForm<Values>()
  const add = useCommand(addEntry)
  const change = useCommand(changeEntry)
  const entry = view?.entry
  const version = Form.useWatch('version', form) ?? entry?.version ?? definition.versions[0]?.code ?? ''
  const kind = Form.useWatch('kind', form) ?? entry?.kind ?? definition.kinds[0]?.code ?? ''
  const failure: Failure | null = add.error ?? change.error
  const faults = faultsOf(failure, say)
  useKeys(t('keys.page'), [{ keys: 'mod+Enter mod+s', label: t('keys.save'), run: () => form.submit() }])

  const send = (values: Values) => {
    const { validFrom, reason, position } = values
    const body = {
      name: values.name,
      nameEn: values.nameEn ?? null,
      parent: values.parent ?? null,
      attributes: Object.fromEntries(
        Object.entries(values.attributes ?? {}).map(([key, value]) => [key, value ?? null]),
      ),
      confidence: values.confidence,
      source: values.source ?? '',
      note: values.note ?? '',
      ...(position === undefined || position === null ? {} : { position }),
      ...(validFrom === undefined || validFrom === '' ? {} : { validFrom }),
      ...(reason === undefined || reason.trim() === '' ? {} : { reason: reason.trim() }),
    }
    const done = (text: string) => ({
      onSuccess: ({ id }: { id: string }) => {
        void message.success(text)
        onDone(id)
      },
    })
    if (entry === undefined) {
      add.mutate(
        { params: { dictionary: definition.code }, body: { ...body, version, kind, code: values.code ?? '' } },
        done(t('form.added')),
      )
    } else {
      change.mutate(
        { params: { dictionary: definition.code, id: entry.id }, body: { ...body, basedOn: entry.revision } },
        done(t('form.saved')),
      )
    }
  }
  const item = (field: string, label: string, required = false) => ({
    label,
    name: field.split('.'),
    ...(faults[field] === undefined ? {} : { validateStatus: 'error' as const, help: faults[field] }),
    rules: required ? [{ required: true, whitespace: true, message: t('form.required', { field: label }) }] : [],
  })
  const options = (named: readonly { code: string; name: Column['name'] }[]) =>
    named.map((one) => ({ value: one.code, label: say(one.name) }))
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      className="yw-record-form"
      requiredMark
      disabled={add.isPending || change.isPending}
      initialValues={entry === undefined ? { version, kind, confidence: 'medium' } : valuesOf(entry)}
      onValuesChange={onTouch}
      onFinish={send}
    >
      {failure === null ? null : <FailureAlert failure={failure} />}
      {entry !== undefined ? null : (
        <div className="yw-record-row">
          {definition.versions.length < 2 ? null : (
            <Form.Item {...item('version', t('column.version'))}>
              <Select options={options(definition.versions)} />
            </Form.Item>
          )}
          {definition.kinds.length < 2 ? null : (
            <Form.Item {...item('kind', t('column.kind'))}>
              <Select options={options(definition.kinds)} />
            </Form.Item>
          )}
          <Form.Item {...item('code', t('column.code'), true)}>
            <Input autoFocus maxLength={64} autoComplete="off" />
          </Form.Item>
        </div>
      )}
      <Form.Item {...item('name', t('column.name'), true)}>
        <Input autoFocus={entry !== undefined} maxLength={200} />
      </Form.Item>
      <Form.Item {...item('nameEn', t('column.nameEn'))}>
        <Input maxLength={200} />
      </Form.Item>
      {definition.hierarchical ? (
        <Form.Item {...item('parent', t('column.parent'))}>
          <CodeSelect dictionary={definition.code} version={version} kind={kind} />
        </Form.Item>
      ) : null}
      <div className="dict-form-columns">
        {definition.columns.map((column) => (
          <Form.Item
            key={column.key}
            className={column.long === true ? 'dict-form-long' : ''}
            {...item(`attributes.${column.key}`, say(column.name), column.required === true && column.type === 'text')}
          >
            <ColumnControl column={column} />
          </Form.Item>
        ))}
        <Form.Item {...item('confidence', t('confidence.label'))}>
          <Select
            options={(['high', 'medium', 'low'] as const).map((value) => ({
              value,
              label: `${t(`confidence.${value}`)} · ${t(`confidenceHint.${value}`)}`,
            }))}
          />
        </Form.Item>
        <Form.Item {...item('position', t('column.position'))}>
          <InputNumber precision={0} />
        </Form.Item>
        <Form.Item className="dict-form-long" {...item('source', t('column.source'))}>
          <Input maxLength={500} />
        </Form.Item>
        <Form.Item className="dict-form-long" {...item('note', t('column.note'))}>
          <Input.TextArea autoSize={{ minRows: 1, maxRows: 6 }} maxLength={2000} />
        </Form.Item>
        <Form.Item {...item('validFrom', t('form.validFrom'))} extra={t('form.validFromHint')}>
          <DayInput fromToday />
        </Form.Item>
        <Form.Item {...item('reason', t('form.reason'))} extra={t('form.reasonHint')}>
          <Input maxLength={200} />
        </Form.Item>
      </div>
      <div className="yw-record-foot">
        <Button type="primary" htmlType="submit" loading={add.isPending || change.isPending}>
          {t('save')}
        </Button>
        <Button onClick={onCancel}>{t('cancel')}</Button>
        <span className="yw-quiet yw-small">
          <kbd>Ctrl</kbd> <kbd>↵</kbd>
        </span>
      </div>
    </Form>
  )
}

function valuesOf({
  name,
  nameEn,
  parent,
  position,
  attributes,
  confidence,
  source,
  note,
}: EntryView['entry']): Partial<Values> {
  return {
    name,
    position,
    attributes,
    confidence,
    source,
    note,
    ...(nameEn === null ? {} : { nameEn }),
    ...(parent === null ? {} : { parent }),
  }
}

/** What the server said of single fields. */
function faultsOf(failure: Failure | null, say: (words: Words) => string): Readonly<Record<string, string>> {
  if (!(failure instanceof Refused) || failure.problem.type !== 'dictionary.entry_invalid') return {}
  const faults = (failure.problem.data['faults'] ?? []) as readonly { field: string; words: Words }[]
  return Object.fromEntries(faults.map((one) => [one.field, say(one.words)]))
}

/** Controls get `value`, `onChange` and `id` from the form item around them. */
interface Controlled {
  readonly id?: string
  readonly value?: never
  readonly onChange?: never
}

function ColumnControl({ column, ...controlled }: Controlled & { readonly column: Column }) {
  const t = useDictionaryWords()
  const say = useSay()
  if (column.type === 'number')
    return (
      <InputNumber
        {...controlled}
        {...(column.min === undefined ? {} : { min: column.min })}
        {...(column.max === undefined ? {} : { max: column.max })}
      />
    )
  if (column.type === 'choice')
    return (
      <Select
        {...controlled}
        allowClear
        placeholder={t('form.none')}
        options={(column.choices ?? []).map((one) => ({ value: one.code, label: say(one.name) }))}
      />
    )
  if (column.type === 'reference')
    return <CodeSelect {...controlled} dictionary={column.dictionary ?? ''} version={column.version} kind={undefined} />
  return column.long === true ? (
    <Input.TextArea {...controlled} autoSize={{ minRows: 1, maxRows: 8 }} maxLength={2000} />
  ) : (
    <Input {...controlled} maxLength={2000} />
  )
}

interface CodeSelectProps extends Controlled {
  readonly dictionary: string
  readonly version: string | undefined
  readonly kind: string | undefined
}

/** Chooses an entry of a dictionary by part of its code or name. */
function CodeSelect({ dictionary, version, kind, ...controlled }: CodeSelectProps) {
  const t = useDictionaryWords()
  const [q, setQ] = useState('')
  const query = {
    pageSize: 50,
    ...(q === '' ? {} : { q }),
    ...(version === undefined || version === '' ? {} : { version }),
    ...(kind === undefined || kind === '' ? {} : { kind }),
  }
  const found = useRead(listEntries, { params: { dictionary }, query }, { keep: true })
  return (
    <Select
      {...controlled}
      allowClear
      showSearch={{ filterOption: false, onSearch: setQ }}
      placeholder={t('form.none')}
      options={(found.data?.items ?? []).map((one) => ({ value: one.code, label: `${one.code} ${one.name}` }))}
    />
  )
}
