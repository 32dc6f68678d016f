import { Button, Skeleton, Tag } from 'antd'
import { useState } from 'react'
import { ErrorState, useNow, useRead, useSay } from '#lib/ui'
import { dayOf, dayText, listProfiles, parseSpan, type Profile, type ProfileHours } from '../contract.ts'
import { HoursForm } from './HoursForm.tsx'
import { UnitHours } from './UnitHours.tsx'
import { useCalendarWords } from './words.ts'

/** The working hours there are, and who works by which. */
export function HoursTab() {
  const t = useCalendarWords()
  const now = useNow()
  const answer = useRead(listProfiles, {})
  const [editing, setEditing] = useState<Profile | 'new' | undefined>(undefined)
  if (answer.data === undefined) {
    return answer.isError ? (
      <ErrorState failure={answer.error} onRetry={() => void answer.refetch()} />
    ) : (
      <Skeleton active paragraph={{ rows: 8 }} />
    )
  }
  const { profiles, assignments, mayEdit } = answer.data
  const today = dayText(dayOf(now))
  const ofAll = assignments.filter((one) => one.unitId === null)
  const standard = (ofAll.findLast((one) => one.validFrom <= today) ?? ofAll[0])?.profile
  return (
    <>
      <div className="calendar-profiles">
        {profiles.map((profile) => (
          <ProfileCard
            key={profile.code}
            profile={profile}
            today={today}
            isDefault={profile.code === standard}
            onEdit={mayEdit ? () => setEditing(profile) : undefined}
          />
        ))}
        {mayEdit ? (
          <Button className="calendar-add" type="dashed" onClick={() => setEditing('new')}>
            {t('hours.add')}
          </Button>
        ) : null}
      </div>
      <UnitHours profiles={profiles} assignments={assignments} mayEdit={mayEdit} today={today} />
      {editing === undefined ? null : (
        <HoursForm
          profile={editing === 'new' ? undefined : editing}
          today={today}
          onClose={() => setEditing(undefined)}
        />
      )}
    </>
  )
}

interface ProfileCardProps {
  readonly profile: Profile
  readonly today: string
  readonly isDefault: boolean
  readonly onEdit: (() => void) | undefined
}

function ProfileCard({ profile, today, isDefault, onEdit }: ProfileCardProps) {
  const t = useCalendarWords()
  const say = useSay()
  const current = profile.versions.findLast((one) => one.validFrom <= today) ?? profile.versions[0]
  return (
    <section className="calendar-card">
      <header>
        <h2>{say(profile.name)}</h2>
        <span className="yw-quiet yw-small">{profile.code}</span>
        {isDefault ? <Tag>{t('hours.default')}</Tag> : null}
        {onEdit === undefined ? null : (
          <Button size="small" onClick={onEdit}>
            {t('hours.edit')}
          </Button>
        )}
      </header>
      <ul>
        {profile.versions.toReversed().map((one) => (
          <li key={one.validFrom} className={one === current ? '' : 'yw-quiet'}>
            <span className="yw-number">{t('hours.from', { day: one.validFrom })}</span>{' '}
            <Tag variant="outlined">
              {t(one === current ? 'hours.current' : one.validFrom > today ? 'hours.planned' : 'hours.former')}
            </Tag>
            <div>
              {t(`hours.opens.${one.opens}`)} <SpansText hours={one} />
            </div>
            <div className="yw-small yw-quiet">{t(`hours.dayEnd.${one.dayEnd}`)}</div>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** `08:30–11:30, 17:30–次日 08:30` */
function SpansText({ hours }: { readonly hours: ProfileHours }) {
  const t = useCalendarWords()
  const texts = hours.spans.map((span) => {
    const [from, to] = span.split('-') as [string, string]
    const crosses = (parseSpan(span)?.to ?? 0) > 1440
    return `${from}–${crosses ? `${t('hours.nextDay')} ` : ''}${to}`
  })
  return <b className="yw-number">{texts.join('  ')}</b>
}
