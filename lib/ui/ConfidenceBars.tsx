interface ConfidenceBarsProps {
  readonly level: 'high' | 'medium' | 'low'
  readonly name: string
  readonly hint: string
}

/** How sure something is: the word, and bars that read without colour. */
export function ConfidenceBars({ level, name, hint }: ConfidenceBarsProps) {
  const bars = { high: 3, medium: 2, low: 1 }[level]
  return (
    <span className={`yw-confidence yw-confidence-${level}`} title={hint}>
      <svg viewBox="0 0 12 12" width="11" height="11" aria-hidden="true">
        {[0, 1, 2].map((at) => (
          <rect
            key={at}
            x={at * 4.5}
            y={8 - at * 4}
            width="3"
            height={4 + at * 4}
            rx="0.8"
            fill="currentColor"
            opacity={at < bars ? 1 : 0.22}
          />
        ))}
      </svg>
      {name}
    </span>
  )
}
