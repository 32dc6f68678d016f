import { App, Button, Checkbox, Input, Modal, Select, Table } from 'antd'
import { useId, useState } from 'react'
import { FailureAlert, useCommand, useJoin, useSay, DayInput } from '#lib/ui'
import { useUnits } from '#platform/org/ui'
import { assignProfile, type Assignment, type Profile } from '../contract.ts'
import { useCalendarWords } from './words.ts'

interface UnitHoursProps {
  readonly profiles: readonly Profile[]
  readonly assignments: readonly Assignment[]
  readonly mayEdit: boolean
  readonly today: string
}

interface Row {
  readonly id: string
  readonly code: string
  readonly name: string
  /** its own profile today */
  readonly own: string | undefined
  /** what is dated, newest first */
  readonly dated: readonly Assignment[]
}

/** Which unit works by which hours; several are changed at once. */
export function UnitHours({ profiles, assignments, mayEdit, today }: UnitHoursProps) {
  const t = useCalendarWords()
  const join = useJoin()
  const say = useSay()
  const units = useUnits()
  const [q, setQ] = useState('')
  const [ownOnly, setOwnOnly] = useState(false)
  const [picked, setPicked] = useState<readonly string[]>([])
  const [assigning, setAssigning] = useState<readonly string[] | null | undefined>(undefined)
  const nameOf = (code: string | null | undefined): string => {
    const profile = profiles.find((one) => one.code === code)
    return profile === undefined ? (code ?? '') : say(profile.name)
  }
  const ofAll = assignments.filter((one) => one.unitId === null)
  const standard = (ofAll.findLast((one) => one.validFrom <= today) ?? ofAll[0])?.profile
  const wanted = q.trim().toLowerCase()
  const rows: Row[] = (units.data?.items ?? [])
    .map((unit) => {
      const dated = assignments.filter((one) => one.unitId === unit.id).toReversed()
      return {
        id: unit.id,
        code: unit.code,
        name: unit.name,
        dated,
        own: dated.find((one) => one.validFrom <= today)?.profile ?? undefined,
      }
    })
    .filter((row) => row.name.toLowerCase().includes(wanted) || row.code.toLowerCase().startsWith(wanted))
    .filter((row) => !ownOnly || row.dated.length > 0)
  return (
    <section className="calendar-units">
      <div className="calendar-bar">
        <h2>{t('hours.units')}</h2>
        <Input.Search
          allowClear
          value={q}
          placeholder={t('hours.search')}
          aria-label={t('hours.search')}
          onChange={(event) => setQ(event.target.value)}
          style={{ width: 264 }}
        />
        <Checkbox checked={ownOnly} onChange={(event) => setOwnOnly(event.target.checked)}>
          {t('hours.ownOnly')}
        </Checkbox>
        {mayEdit ? (
          <>
            <Button type="primary" disabled={picked.length === 0} onClick={() => setAssigning(picked)}>
              {t('hours.assign', { count: picked.length })}
            </Button>
            <Button onClick={() => setAssigning(null)}>{t('hours.setDefault')}</Button>
          </>
        ) : null}
      </div>
      <Table<Row>
        size="small"
        rowKey="id"
        loading={units.isPending}
        dataSource={rows}
        pagination={{ defaultPageSize: 20, showSizeChanger: true, hideOnSinglePage: true }}
        locale={{ emptyText: t('hours.noUnits') }}
        {...(mayEdit
          ? {
              rowSelection: {
                selectedRowKeys: [...picked],
                preserveSelectedRowKeys: true,
                onChange: (keys) => setPicked(keys.map(String)),
              },
            }
          : {})}
        columns={[
          {
            title: t('hours.code'),
            dataIndex: 'code',
            width: 90,
            className: 'yw-number',
            sorter: (a, b) => a.code.localeCompare(b.code),
          },
          { title: t('hours.unit'), dataIndex: 'name', sorter: (a, b) => a.name.localeCompare(b.name, 'zh-CN') },
          {
            title: t('hours.profile'),
            render: (_, row) =>
              row.own === undefined ? (
                <span className="yw-quiet">{t('hours.follows', { name: nameOf(standard) })}</span>
              ) : (
                nameOf(row.own)
              ),
          },
          {
            title: t('hours.since'),
            render: (_, row) => (
              <span className="yw-number">
                {join(
                  row.dated.map(
                    (one) => `${one.validFrom} ${one.profile === null ? t('hours.default') : nameOf(one.profile)}`,
                  ),
                  ';',
                )}
              </span>
            ),
          },
        ]}
      />
      {assigning === undefined ? null : (
        <AssignForm
          unitIds={assigning}
          profiles={profiles}
          today={today}
          onClose={(done) => {
            setAssigning(undefined)
            if (done) setPicked([])
          }}
        />
      )}
    </section>
  )
}

interface AssignFormProps {
  /** null: the default of all */
  readonly unitIds: readonly string[] | null
  readonly profiles: readonly Profile[]
  readonly today: string
  readonly onClose: (done: boolean) => void
}

const follow = ''

function AssignForm({ unitIds, profiles, today, onClose }: AssignFormProps) {
  const t = useCalendarWords()
  const say = useSay()
  const id = useId()
  const { message } = App.useApp()
  const assign = useCommand(assignProfile)
  const [profile, setProfile] = useState(profiles[0]?.code ?? follow)
  const [validFrom, setValidFrom] = useState(today)
  const save = () =>
    assign.mutate(
      {
        body: {
          unitIds: unitIds === null ? null : [...unitIds],
          profile: profile === follow ? null : profile,
          validFrom,
        },
      },
      {
        onSuccess: () => {
          void message.success(t('hours.saved', { day: validFrom }))
          onClose(true)
        },
      },
    )
  return (
    <Modal
      open
      title={unitIds === null ? t('hours.setDefault') : t('hours.assignTitle')}
      okText={t('hours.save')}
      cancelText={t('hours.cancel')}
      okButtonProps={{ disabled: validFrom === '', loading: assign.isPending }}
      onOk={save}
      onCancel={() => onClose(false)}
      destroyOnHidden
    >
      <div className="calendar-form">
        <label htmlFor={`${id}profile`}>{t('hours.profile')}</label>
        <Select
          id={`${id}profile`}
          value={profile}
          onChange={setProfile}
          options={[
            ...profiles.map((one) => ({ value: one.code, label: say(one.name) })),
            ...(unitIds === null ? [] : [{ value: follow, label: t('hours.default') }]),
          ]}
        />
        <label htmlFor={`${id}day`}>{t('hours.validFrom')}</label>
        <DayInput id={`${id}day`} value={validFrom} onChange={setValidFrom} />
        {assign.error === null ? null : <FailureAlert failure={assign.error} />}
      </div>
    </Modal>
  )
}
