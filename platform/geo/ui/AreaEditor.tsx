import { Button, Checkbox, Input } from 'antd'
import { useState } from 'react'
import type { Outline } from '#lib/map'
import { FailureAlert, FocusedInput, Notice, Refused, useCommand, useKeys, cityDay, DayInput } from '#lib/ui'
import { changeArea, type Finding } from '../contract.ts'
import { geometryOf, type AreaWithBorder } from './area.ts'
import { FindingList } from './FindingList.tsx'
import { useGeoWords } from './words.ts'

interface AreaEditorProps {
  /** the area to change, or the one below which a new one comes */
  readonly area: AreaWithBorder
  /** level of a new area; undefined: the area itself is changed */
  readonly newLevel: { readonly code: string; readonly name: string } | undefined
  readonly outline: Outline
  readonly canUndo: boolean
  readonly onUndo: () => void
  readonly onRedraw: () => void
  readonly onShow: (at: [number, number]) => void
  readonly onDone: (code: string) => void
  readonly onCancel: () => void
}

/** Changes an area or adds one: the border on the map, the rest here. Checked before it is saved. */
export function AreaEditor({
  area,
  newLevel,
  outline,
  canUndo,
  onUndo,
  onRedraw,
  onShow,
  onDone,
  onCancel,
}: AreaEditorProps) {
  const t = useGeoWords()
  const change = useCommand(changeArea)
  const [name, setName] = useState(newLevel === undefined ? area.name : '')
  const [code, setCode] = useState(newLevel === undefined ? area.code : area.code.slice(0, 12))
  const [day, setDay] = useState(cityDay())
  const [sketch, setSketch] = useState(area.sketch)
  const [accept, setAccept] = useState(false)
  const [checked, setChecked] = useState<readonly Finding[] | undefined>(undefined)

  const send = (dryRun: boolean): void => {
    if (!outline.closed || name.trim() === '' || code.trim() === '' || change.isPending) return
    change.mutate(
      {
        params: { code: code.trim() },
        body: {
          name: name.trim(),
          level: newLevel?.code ?? area.level,
          parentCode: newLevel === undefined ? area.parentCode : area.code,
          geometry: geometryOf(outline, newLevel === undefined ? area.geometry : undefined),
          validFrom: day,
          sketch,
          basedOn: newLevel === undefined ? area.validFrom : null,
          acceptWarnings: accept,
          dryRun,
        },
      },
      {
        onSuccess: ({ saved, findings }) => (saved ? onDone(code.trim()) : setChecked(findings)),
        onError: (error) => {
          if (error instanceof Refused && error.problem.type === 'geo.area_faulty')
            setChecked((error.problem.data['findings'] ?? []) as Finding[])
        },
      },
    )
  }
  useKeys(t('areas.title'), [
    { keys: 'mod+z', label: t('edit.keys.undo'), run: onUndo },
    { keys: 'mod+Enter', label: t('edit.keys.save'), run: () => send(false) },
  ])
  const warnings = checked?.some(({ severity }) => severity === 'warning') === true
  const missing = !outline.closed
    ? t('edit.drawFirst')
    : name.trim() === ''
      ? t('edit.needName')
      : code.trim() === ''
        ? t('edit.needCode')
        : undefined
  return (
    <div className="geo-details">
      <h2>
        {newLevel === undefined
          ? t('edit.title', { name: area.name })
          : t('edit.addTitle', { name: area.name, level: newLevel.name })}
      </h2>
      <label className="geo-field">
        {t('edit.name')}
        <FocusedInput value={name} maxLength={100} onChange={(event) => setName(event.target.value)} />
      </label>
      {newLevel === undefined ? null : (
        <label className="geo-field">
          {t('edit.code')}
          <Input value={code} maxLength={40} onChange={(event) => setCode(event.target.value)} />
        </label>
      )}
      <label className="geo-field">
        {t('edit.validFrom')}
        <DayInput clearable={false} value={day} onChange={setDay} />
      </label>
      <Checkbox checked={sketch} onChange={(event) => setSketch(event.target.checked)}>
        {t('edit.sketch')}
      </Checkbox>
      <p className="yw-quiet">{outline.closed ? t('edit.shared') : t('edit.drawFirst')}</p>
      <div className="geo-buttons">
        <Button size="small" disabled={!canUndo} onClick={onUndo}>
          {t('edit.undo')}
        </Button>
        <Button size="small" onClick={onRedraw}>
          {t('edit.redraw')}
        </Button>
      </div>
      {checked === undefined ? null : checked.length === 0 ? (
        <Notice tone="done">{t('edit.clean')}</Notice>
      ) : (
        <FindingList findings={checked} onShow={onShow} />
      )}
      {warnings ? (
        <Checkbox checked={accept} onChange={(event) => setAccept(event.target.checked)}>
          {t('edit.accept')}
        </Checkbox>
      ) : null}
      {change.error === null ? null : <FailureAlert failure={change.error} />}
      <div className="geo-buttons">
        <Button
          type="primary"
          loading={change.isPending}
          disabled={missing !== undefined}
          title={missing}
          onClick={() => send(false)}
        >
          {t('edit.save')}
        </Button>
        <Button disabled={missing !== undefined || change.isPending} title={missing} onClick={() => send(true)}>
          {t('edit.check')}
        </Button>
        <Button onClick={onCancel}>{t('edit.cancel')}</Button>
      </div>
    </div>
  )
}
