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
      <p role="status">{label}</p>
      <div className="import-bar" role="progressbar" aria-label={label} aria-valuemin={0} aria-valuemax={100} aria-valuenow={percent}>
        <i className={percent === undefined ? 'import-bar-unknown' : ''} style={percent === undefined ? {} : { width: `${percent}%` }} />
      </div>
      {note === undefined ? null : <p className="yw-quiet yw-number">{note}</p>}
    </div>
  )
}
