import { ClockCircleOutlined } from '@ant-design/icons'
import { App, Button, Form, Input, InputNumber, Modal, Select, Tooltip } from 'antd'
import { useState } from 'react'
import { EmptyState, ErrorState, FailureAlert, useCommand, useRead, useSay, DayInput } from '#lib/ui'
import {
  changeStageLimit,
  confidences,
  listStageLimits,
  stageUnits,
  withdrawStageChange,
  type Confidence,
  type StageLimit,
  type StageUnit,
} from '../contract.ts'
import { ConfidenceTag, useLimitText } from './tags.tsx'
import { useGridWords } from './words.ts'

/** How long each stage may take, by whom, and the rules of its clock. */
export function StageLimits({ asOf }: { readonly asOf: string | undefined }) {
  const t = useGridWords()
  const say = useSay()
  const limitText = useLimitText()
  const { message } = App.useApp()
  const list = useRead(listStageLimits, { query: asOf === undefined ? {} : { asOf } }, { keep: true })
  const withdraw = useCommand(withdrawStageChange)
  const [editing, setEditing] = useState<StageLimit>()
  if (list.isError && list.data === undefined)
    return <ErrorState failure={list.error} onRetry={() => void list.refetch()} />
  if (list.data === undefined) return <div className="yw-scroll" aria-busy />
  const mayEdit = list.data.mayEdit && asOf === undefined
  return (
    <div className="yw-scroll">
      {withdraw.error === null ? null : <FailureAlert failure={withdraw.error} />}
      {list.data.items.length === 0 ? (
        <EmptyState title={t('stage.empty')} />
      ) : (
        <table className="yw-table grid-table" aria-label={t('tabs.stages')}>
          <thead>
            <tr>
              <th style={{ width: 110 }}>{t('stage.name')}</th>
              <th>{t('stage.rule')}</th>
              <th style={{ width: 130 }}>{t('stage.limit')}</th>
              <th style={{ width: 210 }}>{t('stage.by')}</th>
              <th style={{ width: 90 }}>{t('column.confidence')}</th>
              <th style={{ width: 170 }}>{t('column.source')}</th>
              <th style={{ width: 170 }}>{t('column.marks')}</th>
            </tr>
          </thead>
          <tbody>
            {list.data.items.map((row) => (
              <tr key={row.code}>
                <td className="grid-item">{say(row.name)}</td>
                <td className="grid-wrap">
                  {row.rule}
                  {row.note === '' ? null : <span className="yw-quiet"> {row.note}</span>}
                </td>
                <td>
                  {row.limit === null ? (
                    <span className="yw-quiet">{t('stage.none')}</span>
                  ) : (
                    <span className="grid-limit yw-number">{limitText(row.limit)}</span>
                  )}
                </td>
                <td className="yw-clip">{row.byName === null ? '' : say(row.byName)}</td>
                <td>
                  <ConfidenceTag level={row.confidence} />
                </td>
                <td className="yw-clip yw-quiet" title={row.source}>
                  {row.source}
                </td>
                <td className="yw-marks">
                  {row.plannedFrom === null ? (
                    <Tooltip title={mayEdit ? '' : list.data.mayEdit ? '' : t('mayNot')}>
                      <Button size="small" disabled={!mayEdit} onClick={() => setEditing(row)}>
                        {t('edit')}
                      </Button>
                    </Tooltip>
                  ) : (
                    <>
                      <span title={t('plannedFrom', { day: row.plannedFrom })} className="yw-small">
                        <ClockCircleOutlined /> {row.plannedFrom}
                      </span>
                      <Button
                        size="small"
                        disabled={!mayEdit}
                        onClick={() =>
                          withdraw.mutate(
                            { params: { code: row.code }, body: { basedOn: row.revision } },
                            { onSuccess: () => void message.success(t('form.withdrawn')) },
                          )
                        }
                      >
                        {t('stage.withdraw')}
                      </Button>
                    </>
                  )}
                  {row.origin === 'edited' ? <span className="yw-tag yw-tag-own">{t('edited')}</span> : null}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      )}
      {editing === undefined ? null : <StageDialog row={editing} onClose={() => setEditing(undefined)} />}
    </div>
  )
}

interface Values {
  readonly rule: string
  readonly value?: number | null
  readonly unit?: StageUnit
  readonly confidence: Confidence
  readonly validFrom?: string
  readonly reason?: string
}

function StageDialog({ row, onClose }: { readonly row: StageLimit; readonly onClose: () => void }) {
  const t = useGridWords()
  const say = useSay()
  const { message } = App.useApp()
  const [form] = Form.useForm<Values>()
  const change = useCommand(changeStageLimit)
  const send = (values: Values) => {
    const reason = values.reason?.trim() ?? ''
    change.mutate(
      {
        params: { code: row.code },
        body: {
          basedOn: row.revision,
          rule: values.rule,
          limit: values.value == null ? null : { value: values.value, unit: values.unit ?? 'work_hour' },
          confidence: values.confidence,
          ...(values.validFrom === undefined || values.validFrom === '' ? {} : { validFrom: values.validFrom }),
          ...(reason === '' ? {} : { reason }),
        },
      },
      {
        onSuccess: () => {
          void message.success(t('stage.saved'))
          onClose()
        },
      },
    )
  }
  return (
    <Modal
      open
      title={`${t('stage.edit')} · ${say(row.name)}`}
      okText={t('save')}
      cancelText={t('cancel')}
      confirmLoading={change.isPending}
      onOk={() => form.submit()}
      onCancel={onClose}
    >
      <Form<Values>
        form={form}
        layout="vertical"
        className="yw-record-form"
        initialValues={{
          rule: row.rule,
          value: row.limit?.value ?? null,
          unit: row.limit?.unit ?? 'work_hour',
          confidence: row.confidence,
        }}
        onFinish={send}
      >
        {change.error === null ? null : <FailureAlert failure={change.error} />}
        <Form.Item
          name="rule"
          label={t('stage.rule')}
          rules={[{ required: true, whitespace: true, message: t('form.required', { field: t('stage.rule') }) }]}
        >
          <Input.TextArea autoSize={{ minRows: 1, maxRows: 5 }} maxLength={400} />
        </Form.Item>
        <div className="yw-record-row">
          <Form.Item name="value" label={t('stage.value')}>
            <InputNumber min={1} max={1000} precision={0} placeholder={t('stage.none')} />
          </Form.Item>
          <Form.Item name="unit" label={t('stage.unit')}>
            <Select options={stageUnits.map((value) => ({ value, label: t(`unit.${value}`) }))} />
          </Form.Item>
          <Form.Item name="confidence" label={t('column.confidence')}>
            <Select options={confidences.map((value) => ({ value, label: t(`confidence.${value}`) }))} />
          </Form.Item>
        </div>
        <div className="yw-record-row">
          <Form.Item name="validFrom" label={t('form.validFrom')}>
            <DayInput fromToday />
          </Form.Item>
          <Form.Item name="reason" label={t('form.reason')}>
            <Input maxLength={200} />
          </Form.Item>
        </div>
      </Form>
    </Modal>
  )
}
