import { LockOutlined } from '@ant-design/icons'
import { Form, Tooltip } from 'antd'
import { useEffect, useImperativeHandle, useRef, type Ref } from 'react'
import { holds, type Field } from '../contract.ts'
import { checkInput } from '../workflow.ts'
import { useSay } from '#lib/ui'
import type { Values } from './drafts.ts'
import { FieldControl } from './FieldControl.tsx'
import { useCaseWords } from './words.ts'

export interface SchemaFormHandle {
  readonly submit: () => void
  readonly clear: () => void
  readonly fill: (values: Values) => void
}

interface SchemaFormProps {
  readonly name: string
  readonly fields: readonly Field[]
  readonly initial?: Values | undefined
  readonly disabled?: boolean
  readonly columns?: boolean
  readonly handle: Ref<SchemaFormHandle>
  readonly onChange: (values: Values) => void
  /** only what is shown: a field hidden by its condition is not sent */
  readonly onSubmit: (values: Values) => void
}

/** The fields of the kind that are shown over the input so far. */
function shownFields(fields: readonly Field[], values: Values): readonly Field[] {
  return fields.filter((field) => field.when === undefined || holds(field.when, { input: values }))
}

function only(fields: readonly Field[], values: Values): Values {
  return Object.fromEntries(
    shownFields(fields, values).flatMap((field) => {
      const value = values[field.key]
      return value === undefined || value === null || value.trim() === '' ? [] : [[field.key, value.trim()]]
    }),
  )
}

const lengths = { text: 200, long: 4000 } as const
/** What takes the whole width of a form with columns. */
const wide: ReadonlySet<Field['type']> = new Set(['long', 'standard', 'files', 'point'])

/** A form drawn from a case kind’s fields. What may be asked, when and how long it may be stands in the data. */
export function SchemaForm({
  name,
  fields,
  initial,
  disabled = false,
  columns = false,
  handle,
  onChange,
  onSubmit,
}: SchemaFormProps) {
  const t = useCaseWords()
  const say = useSay()
  const [form] = Form.useForm<Record<string, string | null>>()
  const values: Values = Form.useWatch([], form) ?? initial ?? {}
  const root = useRef<HTMLDivElement>(null)
  const uploading = useRef(new Set<string>())

  const wantsFocus = useRef(true)
  const takeFocus = () => {
    wantsFocus.current = false
    focusFirst(root.current)
  }

  useImperativeHandle(handle, () => ({
    submit: () => form.submit(),
    fill: (some) => {
      form.setFieldsValue({ ...some })
      onChange(form.getFieldsValue())
    },
    clear: () => {
      // Not `resetFields` alone: it would bring back the draft the form began with.
      form.resetFields()
      form.setFieldsValue(Object.fromEntries(fields.map((field) => [field.key, null])))
      wantsFocus.current = true
      if (!disabled) takeFocus()
    },
  }))
  // A form being sent cannot take the focus: it gets it when it is free again.
  useEffect(() => {
    if (wantsFocus.current && !disabled) takeFocus()
  })

  return (
    <div ref={root}>
      <Form
        form={form}
        name={name}
        layout="vertical"
        disabled={disabled}
        className={columns ? 'cases-form cases-form-wide' : 'cases-form'}
        initialValues={initial ?? {}}
        requiredMark={(label, { required }) => (
          <>
            {label}
            {required ? <span className="cases-required"> *</span> : null}
          </>
        )}
        scrollToFirstError={{ focus: true }}
        onValuesChange={(_, all) => onChange(all)}
        onFinish={(all) => onSubmit(only(fields, all))}
      >
        {shownFields(fields, values).map((field) => {
          const label = say(field.name)
          const max = field.maxLength ?? (field.type === 'long' ? lengths.long : lengths.text)
          const isText = field.type === 'text' || field.type === 'long'
          return (
            <Form.Item
              key={field.key}
              name={field.key}
              className={wide.has(field.type) ? 'cases-field-long' : ''}
              label={
                <>
                  {label}
                  {field.private === true ? (
                    <Tooltip title={t('act.private')}>
                      <LockOutlined className="cases-lock" aria-label={t('act.personal')} />
                    </Tooltip>
                  ) : null}
                </>
              }
              rules={[
                {
                  required: field.required === true,
                  whitespace: isText,
                  message: t(isText || field.type === 'number' ? 'act.required' : 'act.choose', { field: label }),
                },
                ...(isText ? [{ max, message: t('act.tooLong', { field: label, max }) }] : []),
                ({ getFieldsValue }) => ({
                  // What the server would say, said while the form is still under the hands.
                  validator: async (_: unknown, value: string | null | undefined) => {
                    if (uploading.current.has(field.key)) throw new Error(t('act.uploading'))
                    if (value === undefined || value === null || value.trim() === '') return
                    const { faults } = checkInput(fields, getFieldsValue())
                    const fault = faults.find((one) => one.field.key === field.key)?.fault
                    if (fault !== undefined && [...value].length <= max) throw new Error(`${label} ${say(fault)}`)
                  },
                }),
              ]}
            >
              <FieldControl
                field={field}
                fields={fields}
                label={label}
                max={max}
                onBusy={(busy) => uploading.current[busy ? 'add' : 'delete'](field.key)}
              />
            </Form.Item>
          )
        })}
      </Form>
    </div>
  )
}

/** The first thing to fill in has the focus: the hands stay on the keys. */
function focusFirst(root: HTMLElement | null): void {
  root?.querySelector<HTMLElement>('input:not([disabled]), textarea:not([disabled])')?.focus()
}
