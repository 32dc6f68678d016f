import { Button, Modal } from 'antd'
import { useState } from 'react'
import { FailureAlert, useCommand, cityDay, DayInput } from '#lib/ui'
import { endArea, type Area } from '../contract.ts'
import type { AreaWithBorder } from './area.ts'
import { useGeoWords } from './words.ts'

interface AreaDetailsProps {
  readonly area: AreaWithBorder
  readonly levelName: (code: string) => string
  readonly mayEdit: boolean
  readonly onSelect: (code: string) => void
  readonly onEdit: () => void
  readonly onAdd: (() => void) | undefined
  readonly onEnded: () => void
}

/** What is known of an area, and what can be done with it. */
export function AreaDetails({ area, levelName, mayEdit, onSelect, onEdit, onAdd, onEnded }: AreaDetailsProps) {
  const t = useGeoWords()
  const [ending, setEnding] = useState(false)
  const why = mayEdit ? undefined : t('areas.mayNot')
  return (
    <div className="geo-details">
      <h2>{area.name}</h2>
      <dl>
        <dt>{t('areas.code')}</dt>
        <dd className="yw-number">{area.code}</dd>
        <dt>{t('areas.level')}</dt>
        <dd>{levelName(area.level)}</dd>
        <dt>{t('areas.above')}</dt>
        <dd>
          {area.above.length === 0 ? '—' : null}
          {area.above.map(({ code, name }) => (
            <button key={code} type="button" className="geo-link" onClick={() => onSelect(code)}>
              {name}
            </button>
          ))}
        </dd>
        <dt>{t('areas.size')}</dt>
        <dd className="yw-number">
          {t('areas.km2', { value: (area.areaM2 / 1e6).toFixed(area.areaM2 < 1e6 ? 3 : 2) })}
        </dd>
        <dt>{t('areas.below')}</dt>
        <dd className="yw-number">{t('areas.belowCount', { count: area.children })}</dd>
        <dt>{t('areas.valid')}</dt>
        <dd className="yw-number">{period(area, t)}</dd>
      </dl>
      <p className="yw-quiet">{area.sketch ? t('areas.sketch') : t('areas.surveyed')}</p>
      <div className="geo-buttons">
        <Button type="primary" disabled={!mayEdit} title={why} onClick={onEdit}>
          {t('areas.edit')}
        </Button>
        {onAdd === undefined ? null : (
          <Button disabled={!mayEdit} title={why} onClick={onAdd}>
            {t('areas.add')}
          </Button>
        )}
        <Button
          danger
          disabled={!mayEdit || area.children > 0}
          title={why ?? (area.children > 0 ? t('areas.hasBelow') : undefined)}
          onClick={() => setEnding(true)}
        >
          {t('areas.end')}
        </Button>
      </div>
      <h3>{t('areas.versions')}</h3>
      <ul className="geo-versions">
        {area.versions.map((version) => (
          <li key={version.validFrom}>
            <span className="yw-number">{period(version, t)}</span> {version.name}
            <div className="yw-quiet">{version.changedBy ?? t('areas.byCity')}</div>
          </li>
        ))}
      </ul>
      {ending ? <EndDialog area={area} onClose={() => setEnding(false)} onEnded={onEnded} /> : null}
    </div>
  )
}

function period(
  { validFrom, validTo }: Pick<Area, 'validFrom' | 'validTo'>,
  t: ReturnType<typeof useGeoWords>,
): string {
  return validTo === null ? t('areas.since', { from: validFrom }) : t('areas.fromTo', { from: validFrom, to: validTo })
}

function EndDialog({
  area,
  onClose,
  onEnded,
}: {
  readonly area: Area
  readonly onClose: () => void
  readonly onEnded: () => void
}) {
  const t = useGeoWords()
  const end = useCommand(endArea)
  const [day, setDay] = useState(cityDay())
  return (
    <Modal
      open
      title={t('areas.endTitle', { name: area.name })}
      okText={t('areas.end')}
      okButtonProps={{ danger: true, loading: end.isPending }}
      onCancel={onClose}
      onOk={() => end.mutate({ params: { code: area.code }, body: { validTo: day } }, { onSuccess: onEnded })}
    >
      <p>{t('areas.endHint')}</p>
      <label className="geo-field">
        {t('areas.endDay')}
        <DayInput clearable={false} value={day} onChange={setDay} />
      </label>
      {end.error === null ? null : <FailureAlert failure={end.error} />}
    </Modal>
  )
}
