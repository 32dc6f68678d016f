/** The product’s sign: a seal with the net and the one stroke of 一 through it. */
export function Seal() {
  return (
    <svg viewBox="0 0 32 32" width="28" height="28" aria-hidden="true">
      <rect width="32" height="32" rx="6" fill="var(--yw-seal)" />
      <g fill="none" stroke="#fff" strokeLinecap="round">
        <path strokeWidth="1.5" opacity="0.75" d="M6 9q10 5 20 0M6 23q10-5 20 0M10 5q4 11 0 22M22 5q-4 11 0 22" />
        <path strokeWidth="3.4" d="M5 16h22" />
      </g>
    </svg>
  )
}
