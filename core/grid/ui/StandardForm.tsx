import { App, Button, Form, Input, InputNumber, Select, Space } from 'antd'
import type { Words } from '#lib/kernel/contract'
import { FailureAlert, Refused, useCommand, useKeys, useSay, type Failure, DayInput } from '#lib/ui'
import {
  addStandard,
  changeStandard,
  confidences,
  limitUnits,
  type Confidence,
  type ItemKind,
  type LimitUnit,
  type StandardView,
} from '../contract.ts'
import type { Overview } from './FilterRow.tsx'
import { useGridWords } from './words.ts'

interface Values {
  readonly version?: string
  readonly kind?: ItemKind
  readonly code?: string
  readonly item: string
  readonly filing: string
  readonly limit: number
  readonly unit: LimitUnit
  readonly closing: string
  readonly confidence: Confidence
  readonly source?: string
  readonly note?: string
  readonly validFrom?: string
  readonly reason?: string
}

interface StandardFormProps {
  readonly overview: Overview | undefined
  /** the standard to change; undefined makes a new one */
  readonly view: StandardView | undefined
  readonly onTouch: () => void
  readonly onCancel: () => void
  readonly onDone: (id: string) => void
}

/** Fills in a standard. What the server finds wrong is said at its field. */
export function StandardForm({ overview, view, onTouch, onCancel, onDone }: StandardFormProps) {
  const t = useGridWords()
  const say = useSay()
  const { message } = App.useApp()
  const [form] = Form.useForm<Values>()
  const add = useCommand(addStandard)
  const change = useCommand(changeStandard)
  const standard = view?.standard
  const failure: Failure | null = add.error ?? change.error
  const faults = faultsOf(failure, say)
  useKeys(t('keys.page'), [{ keys: 'mod+Enter mod+s', label: t('keys.save'), run: () => form.submit() }])
  const send = (values: Values) => {
    const reason = values.reason?.trim() ?? ''
    const body = {
      item: values.item.trim(),
      filing: values.filing,
      limit: { value: values.limit, unit: values.unit },
      closing: values.closing,
      confidence: values.confidence,
      source: values.source ?? '',
      note: values.note ?? '',
      ...(values.validFrom === undefined || values.validFrom === '' ? {} : { validFrom: values.validFrom }),
      ...(reason === '' ? {} : { reason }),
    }
    const done = (text: string) => ({
      onSuccess: ({ id }: { id: string }) => {
        void message.success(text)
        onDone(id)
      },
    })
    if (standard === undefined) {
      const { version = '', kind = 'event', code = '' } = values
      add.mutate({ body: { ...body, version, kind, code: code.trim() } }, done(t('form.added')))
    } else {
      change.mutate(
        { params: { id: standard.id }, body: { ...body, basedOn: standard.revision } },
        done(t('form.saved')),
      )
    }
  }
  const item = (field: keyof Values, label: string, required = false) => ({
    label,
    name: field,
    ...(faults[field] === undefined ? {} : { validateStatus: 'error' as const, help: faults[field] }),
    rules: required
      ? [
          {
            required: true,
            ...(field === 'limit' ? {} : { whitespace: true }),
            message: t('form.required', { field: label }),
          },
        ]
      : [],
  })
  return (
    <Form<Values>
      form={form}
      layout="vertical"
      className="yw-record-form"
      requiredMark
      disabled={add.isPending || change.isPending}
      initialValues={
        standard === undefined
          ? { version: overview?.versions[0]?.code, kind: 'event', unit: 'work_day', limit: 1, confidence: 'medium' }
          : {
              ...standard,
              item: standard.item.code,
              limit: standard.limit.value,
              unit: standard.limit.unit,
              validFrom: '',
            }
      }
      onValuesChange={onTouch}
      onFinish={send}
    >
      {failure === null ? null : <FailureAlert failure={failure} />}
      {standard !== undefined ? null : (
        <div className="yw-record-row">
          <Form.Item {...item('version', t('column.version'), true)}>
            <Select options={(overview?.versions ?? []).map((one) => ({ value: one.code, label: say(one.name) }))} />
          </Form.Item>
          <Form.Item {...item('kind', t('column.kind'), true)}>
            <Select
              options={(['component', 'event'] as const).map((value) => ({ value, label: t(`kind.${value}`) }))}
            />
          </Form.Item>
          <Form.Item {...item('code', t('column.code'), true)}>
            <Input maxLength={32} autoFocus />
          </Form.Item>
        </div>
      )}
      <Form.Item {...item('item', t('column.item'), true)} extra={standard?.item.name}>
        <Input maxLength={32} placeholder={t('form.itemHint')} />
      </Form.Item>
      <Form.Item {...item('filing', t('column.filing'), true)}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={1000} autoFocus={standard !== undefined} />
      </Form.Item>
      <div className="yw-record-row">
        <Space.Compact block>
          <Form.Item {...item('limit', t('form.limitValue'), true)}>
            <InputNumber min={1} max={1000} precision={0} />
          </Form.Item>
          <Form.Item {...item('unit', t('filter.unit'), true)} className="grid-form-unit">
            <Select
              options={limitUnits.map((value) => ({ value, label: t(`unit.${value}`), title: t(`unitHint.${value}`) }))}
            />
          </Form.Item>
        </Space.Compact>
        <Form.Item {...item('confidence', t('column.confidence'), true)}>
          <Select options={confidences.map((value) => ({ value, label: t(`confidence.${value}`) }))} />
        </Form.Item>
      </div>
      <Form.Item {...item('closing', t('column.closing'), true)}>
        <Input.TextArea autoSize={{ minRows: 2, maxRows: 8 }} maxLength={1000} />
      </Form.Item>
      <div className="yw-record-row">
        <Form.Item {...item('source', t('column.source'))}>
          <Input maxLength={400} />
        </Form.Item>
        <Form.Item {...item('note', t('column.note'))}>
          <Input maxLength={1000} />
        </Form.Item>
      </div>
      <div className="yw-record-row">
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

/** What the server said of single fields. */
function faultsOf(failure: Failure | null, say: (words: Words) => string): Readonly<Record<string, string>> {
  if (!(failure instanceof Refused) || failure.problem.type !== 'grid.standard_invalid') return {}
  const faults = (failure.problem.data['faults'] ?? []) as readonly { field: string; words: Words }[]
  return Object.fromEntries(faults.map((one) => [one.field, say(one.words)]))
}
