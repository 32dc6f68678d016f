/** How many digits people say on the telephone. */
const spoken = 6

/** A number from elsewhere; its last digits, by which people know it, stand out. */
export function SourceNumber({ number }: { readonly number: string }) {
  return (
    <span className="yw-number cases-source">
      <span>{number.slice(0, -spoken)}</span>
      <b>{number.slice(-spoken)}</b>
    </span>
  )
}
