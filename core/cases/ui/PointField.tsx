import { EnvironmentOutlined } from '@ant-design/icons'
import { Button, Input } from 'antd'
import { lazy, Suspense, useState } from 'react'
import type { RelatedCase } from '../contract.ts'
import { useCaseWords } from './words.ts'

const CaseMap = lazy(() => import('./CaseMap.tsx').then((module) => ({ default: module.CaseMap })))

/** `lon,lat` as numbers; undefined when it is none. */
export function pointOf(value: string | null | undefined): [lon: number, lat: number] | undefined {
  const match = /^(-?\d{1,3}(?:\.\d+)?),(-?\d{1,2}(?:\.\d+)?)$/.exec((value ?? '').trim())
  return match === null ? undefined : [Number(match[1]), Number(match[2])]
}

/** A point as people read it: five places are a metre. */
export function pointText([lon, lat]: readonly [number, number]): string {
  return `${lon.toFixed(5)}, ${lat.toFixed(5)}`
}

interface MapOfPointProps {
  readonly point: readonly [number, number] | undefined
  readonly label: string
  readonly onPoint?: (lon: number, lat: number) => void
  readonly others?: readonly RelatedCase[]
  readonly onOther?: (id: string) => void
}

/** The map, which is large, comes when somebody looks at it. */
export function MapOfPoint(props: MapOfPointProps) {
  return (
    <Suspense fallback={<div className="case-map case-wait" aria-busy />}>
      <CaseMap {...props} />
    </Suspense>
  )
}

interface PointFieldProps {
  readonly id?: string
  readonly label: string
  readonly value: string | null
  readonly onChange: (value: string | null) => void
}

/** A point: typed as longitude and latitude, or clicked on the map. */
export function PointField({ label, value, onChange, ...rest }: PointFieldProps) {
  const t = useCaseWords()
  const [open, setOpen] = useState(false)
  return (
    <>
      <div className="case-point">
        <Input
          {...rest}
          value={value ?? ''}
          placeholder="121.22800,31.03200"
          autoComplete="off"
          // Blanks and the Chinese comma are as people type it, not as it is kept.
          onChange={(event) => onChange(event.target.value.replace(/[\s,，]*[,，][\s,，]*/, ',').trim())}
        />
        <Button icon={<EnvironmentOutlined />} aria-expanded={open} onClick={() => setOpen(!open)}>
          {t(open ? 'act.mapClose' : 'act.mapOpen')}
        </Button>
      </div>
      {open ? (
        <MapOfPoint
          point={pointOf(value)}
          label={label}
          onPoint={(lon, lat) => onChange(`${lon.toFixed(6)},${lat.toFixed(6)}`)}
        />
      ) : null}
    </>
  )
}
