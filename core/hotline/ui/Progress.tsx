interface ProgressProps {
  readonly label: string
  readonly note?: string
  /** how much is done, 0 to 1; unknown when not given */
  readonly share?: number | undefined
}

/** Something that takes longer than a second: how far it is, or at least that it goes on. */
export function Progress({ label, note, share }: ProgressProps) {
  const percent = share === undefined ? undefined : Math.min(100, Math.round(share * 100))
  return (
    <div className="import-progress">
      <output>{label}</output>
      <progress
        className="import-bar"
        aria-label={label}
        max={100}
        {...(percent === undefined ? {} : { value: percent })}
      />
      {note === undefined ? null : <p className="yw-quiet yw-number">{note}</p>}
    </div>
  )
}
