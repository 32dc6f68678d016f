import { ArrowDownOutlined, ArrowUpOutlined } from '@ant-design/icons'
import { Button, Checkbox, Form, Input, Radio, Select } from 'antd'
import type { ReplyOf } from '#lib/http/contract'
import { useSay } from '#lib/ui'
import type { Order, readTree, TreeUnit } from '../contract.ts'
import { isMeant } from './find.ts'
import { noUnit, type NewUnit, type OrderDraft } from './order-draft.ts'
import { useOrgWords } from './words.ts'

interface ChangeFormProps {
  readonly kind: Order['kind']
  readonly unit: TreeUnit
  readonly tree: ReplyOf<typeof readTree>
  readonly draft: OrderDraft
  readonly onChange: (draft: OrderDraft) => void
}

/** The fields that a kind of change needs. */
export function ChangeForm({ kind, unit, tree, draft, onChange }: ChangeFormProps) {
  const t = useOrgWords()
  const say = useSay()
  const set = (part: Partial<OrderDraft>) => onChange({ ...draft, ...part })
  const parentSort = tree.items.find((one) => one.id === unit.parentId)?.sort
  const allowed = (sort: string): readonly string[] => tree.sorts.find((one) => one.code === sort)?.under ?? []
  const children = tree.items.filter((one) => one.parentId === unit.id)
  const like = tree.items.filter((one) => one.sort === unit.sort && one.id !== unit.id)
  const sortChoice = (under: string | undefined) => (
    <Form.Item label={t('facts.sort')} htmlFor="org-sort" required>
      <Select
        id="org-sort"
        value={draft.sort === '' ? null : draft.sort}
        options={tree.sorts
          .filter((sort) => under !== undefined && sort.under.includes(under))
          .map((sort) => ({ value: sort.code, label: say(sort.name) }))}
        onChange={(sort: string | null) => set({ sort: sort ?? '' })}
      />
    </Form.Item>
  )
  switch (kind) {
    case 'open':
      return (
        <>
          {sortChoice(unit.sort)}
          <NewUnitFields value={draft.fresh} onChange={(fresh) => set({ fresh })} withCode />
        </>
      )
    case 'rename':
      return <NewUnitFields value={draft.fresh} onChange={(fresh) => set({ fresh })} />
    case 'convert':
      return sortChoice(parentSort)
    case 'move':
      return (
        <Form.Item label={t('change.newParent')} htmlFor="org-parent" required>
          <UnitChoice
            id="org-parent"
            units={tree.items.filter((one) => allowed(unit.sort).includes(one.sort) && one.id !== unit.id)}
            value={draft.parentId}
            onChange={(parentId) => set({ parentId })}
          />
        </Form.Item>
      )
    case 'merge':
      return (
        <>
          <Form.Item label={t('change.mergeWith')} htmlFor="org-with">
            <Select<string[]>
              id="org-with"
              mode="multiple"
              value={[...draft.unitIds]}
              showSearch={{ optionFilterProp: 'label' }}
              options={like
                .filter((one) => one.id !== draft.targetId)
                .map((one) => ({ value: one.id, label: one.name }))}
              onChange={(unitIds) => set({ unitIds })}
            />
          </Form.Item>
          <Radio.Group
            value={draft.intoKnown}
            options={[
              { value: true, label: t('change.intoKnown') },
              { value: false, label: t('change.intoNew') },
            ]}
            onChange={(event) => set({ intoKnown: event.target.value === true, fresh: noUnit })}
          />
          {draft.intoKnown ? (
            <Form.Item label={t('change.target')} htmlFor="org-target" required>
              <UnitChoice
                id="org-target"
                units={like.filter((one) => !draft.unitIds.includes(one.id))}
                value={draft.targetId}
                onChange={(targetId) => set({ targetId })}
              />
            </Form.Item>
          ) : (
            <NewUnitFields value={draft.fresh} onChange={(fresh) => set({ fresh })} withCode />
          )}
        </>
      )
    case 'split':
      return (
        <>
          <Checkbox checked={draft.keep} onChange={(event) => set({ keep: event.target.checked })}>
            {t('change.keep')}
          </Checkbox>
          {draft.parts.map((part, at) => {
            const others = new Set(draft.parts.filter((_, index) => index !== at).flatMap((one) => one.childIds))
            const change = (next: NewUnit) =>
              set({ parts: draft.parts.map((one, index) => (index === at ? next : one)) })
            return (
              // oxlint-disable-next-line react/no-array-index-key -- parts have nothing but their place until they are named
              <fieldset key={at} className="org-part">
                <legend>{t('change.part', { count: at + 1 })}</legend>
                <NewUnitFields value={part} onChange={change} withCode />
                {children.length === 0 ? null : (
                  <Form.Item label={t('change.children')} htmlFor={`org-children-${at}`}>
                    <Select<string[]>
                      id={`org-children-${at}`}
                      mode="multiple"
                      maxTagCount={6}
                      value={[...part.childIds]}
                      showSearch={{ optionFilterProp: 'label' }}
                      options={children
                        .filter((one) => !others.has(one.id))
                        .map((one) => ({ value: one.id, label: one.name }))}
                      onChange={(childIds) => change({ ...part, childIds })}
                    />
                  </Form.Item>
                )}
              </fieldset>
            )
          })}
          <Button
            size="small"
            onClick={() => set({ parts: [...draft.parts, noUnit] })}
            disabled={draft.parts.length >= 20}
          >
            {t('change.addPart')}
          </Button>
        </>
      )
    case 'close':
      return (
        <>
          <Form.Item label={t('change.successor')} htmlFor="org-successor">
            <UnitChoice
              id="org-successor"
              units={like}
              value={draft.successorId}
              onChange={(successorId) => set({ successorId })}
            />
          </Form.Item>
          {children.length === 0 ? null : (
            <Form.Item label={t('change.childrenTo')} htmlFor="org-children-to" required>
              <UnitChoice
                id="org-children-to"
                units={tree.items.filter(
                  (one) => one.id !== unit.id && children.every((child) => allowed(child.sort).includes(one.sort)),
                )}
                value={draft.childrenTo}
                onChange={(childrenTo) => set({ childrenTo })}
              />
            </Form.Item>
          )}
        </>
      )
    case 'reorder':
      return <SequenceList ids={draft.sequence} units={children} onChange={(sequence) => set({ sequence })} />
  }
}

interface NewUnitFieldsProps {
  readonly value: NewUnit
  readonly onChange: (value: NewUnit) => void
  readonly withCode?: boolean
}

function NewUnitFields({ value, onChange, withCode = false }: NewUnitFieldsProps) {
  const t = useOrgWords()
  const field = (
    key: 'code' | 'name' | 'shortName' | 'divisionCode',
    label: string,
    required: boolean,
    maxLength: number,
  ) => (
    <Form.Item label={label} required={required}>
      <Input
        aria-label={label}
        autoComplete="off"
        maxLength={maxLength}
        value={value[key]}
        onChange={(event) => onChange({ ...value, [key]: event.target.value })}
      />
    </Form.Item>
  )
  return (
    <div className="org-form-row">
      {withCode ? field('code', t('facts.code'), true, 40) : null}
      {field('name', t('change.name'), true, 100)}
      {field('shortName', t('facts.shortName'), false, 40)}
      {field('divisionCode', t('facts.divisionCode'), false, 12)}
    </div>
  )
}

interface UnitChoiceProps {
  readonly id: string
  readonly units: readonly TreeUnit[]
  readonly value: string | null
  readonly onChange: (id: string | null) => void
}

/** One of the units of the day that is looked at. */
function UnitChoice({ id, units, value, onChange }: UnitChoiceProps) {
  const t = useOrgWords()
  return (
    <Select<string, { value: string; label: string; unit: TreeUnit }>
      id={id}
      allowClear
      placeholder={t('pick')}
      {...(value === null ? {} : { value })}
      showSearch={{ filterOption: (text, option) => option !== undefined && isMeant(option.unit, text) }}
      options={units.map((unit) => ({ value: unit.id, label: unit.name, unit }))}
      onChange={(next) => onChange(next ?? null)}
    />
  )
}

interface SequenceListProps {
  readonly ids: readonly string[]
  readonly units: readonly TreeUnit[]
  readonly onChange: (ids: string[]) => void
}

function SequenceList({ ids, units, onChange }: SequenceListProps) {
  const t = useOrgWords()
  const swap = (at: number, to: number) => {
    const next = [...ids]
    const [moved] = next.splice(at, 1)
    next.splice(to, 0, moved!)
    onChange(next)
  }
  return (
    <ol className="org-sequence">
      {ids.map((id, at) => {
        const name = units.find((unit) => unit.id === id)?.name ?? ''
        return (
          <li key={id}>
            <span className="yw-quiet yw-number">{at + 1}</span> {name}
            <span>
              <Button
                size="small"
                type="text"
                icon={<ArrowUpOutlined aria-hidden />}
                aria-label={`${t('change.up')} ${name}`}
                disabled={at === 0}
                onClick={() => swap(at, at - 1)}
              />
              <Button
                size="small"
                type="text"
                icon={<ArrowDownOutlined aria-hidden />}
                aria-label={`${t('change.down')} ${name}`}
                disabled={at === ids.length - 1}
                onClick={() => swap(at, at + 1)}
              />
            </span>
          </li>
        )
      })}
    </ol>
  )
}
