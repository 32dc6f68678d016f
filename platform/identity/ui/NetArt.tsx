const columns = 9
const rows = 11

/** One knot of the net: a grid drawn a little out of true, the same every time. */
function knot(column: number, row: number): readonly [number, number] {
  const sway = Math.sin(column * 1.9 + row * 0.7) * 9 + Math.cos(row * 2.3 - column) * 7
  const sag = Math.sin((column / (columns - 1)) * Math.PI) * 34
  return [column * 80 - 20 + sway, row * 80 - 40 + sag + Math.sin(row * 1.3 + column * 2.1) * 8]
}

function line(points: readonly (readonly [number, number])[]): string {
  return points.map(([x, y], at) => `${at === 0 ? 'M' : 'L'}${x.toFixed(1)} ${y.toFixed(1)}`).join(' ')
}

const across = Array.from({ length: rows }, (_, row) =>
  line(Array.from({ length: columns }, (__, column) => knot(column, row))),
)
const down = Array.from({ length: columns }, (_, column) =>
  line(Array.from({ length: rows }, (__, row) => knot(column, row))),
)
/** Matters caught in the net: a few knots that are lit. */
const lit: readonly (readonly [number, number])[] = [
  [2, 2],
  [5, 3],
  [3, 5],
  [6, 6],
  [2, 7],
  [4, 8],
  [6, 1],
]

/** The net over a city, drawn: for the log-in page. */
export function NetArt() {
  return (
    <svg className="id-net" viewBox="0 0 600 800" preserveAspectRatio="xMidYMid slice">
      <g fill="none" stroke="currentColor" strokeWidth="1" opacity="0.35">
        {across.map((path, at) => (
          <path key={at} d={path} />
        ))}
        {down.map((path, at) => (
          <path key={at} d={path} />
        ))}
      </g>
      {lit.map(([column, row]) => {
        const [x, y] = knot(column, row)
        return (
          <g key={`${column}-${row}`}>
            <circle cx={x} cy={y} r="14" fill="currentColor" opacity="0.12" />
            <circle cx={x} cy={y} r="4" fill="currentColor" opacity="0.9" />
          </g>
        )
      })}
    </svg>
  )
}
