/** What makes a drawing look as it does on the page, carried over into a file that has no style sheet. */
const properties = [
  'fill',
  'stroke',
  'stroke-width',
  'stroke-dasharray',
  'opacity',
  'font-size',
  'font-weight',
  'font-family',
] as const

const background = '--yw-surface'

/** A drawing as it stands on the page, whole and in its own size, as the text of an SVG file. */
function standalone(
  svg: SVGSVGElement,
  { width, height }: { readonly width: number; readonly height: number },
): string {
  const copy = svg.cloneNode(true) as SVGSVGElement
  const originals = [...svg.querySelectorAll('*')]
  for (const [at, element] of [...copy.querySelectorAll('*')].entries()) {
    const style = getComputedStyle(originals[at]!)
    for (const property of properties) element.setAttribute(property, style.getPropertyValue(property))
    for (const name of ['class', 'role', 'tabindex', 'aria-label', 'aria-pressed', 'data-node', 'data-edge'])
      element.removeAttribute(name)
  }
  copy.querySelector('g')?.removeAttribute('transform')
  copy.removeAttribute('class')
  copy.setAttribute('xmlns', 'http://www.w3.org/2000/svg')
  copy.setAttribute('width', String(Math.ceil(width)))
  copy.setAttribute('height', String(Math.ceil(height)))
  copy.setAttribute('viewBox', `0 0 ${Math.ceil(width)} ${Math.ceil(height)}`)
  const ground = document.createElementNS('http://www.w3.org/2000/svg', 'rect')
  ground.setAttribute('width', '100%')
  ground.setAttribute('height', '100%')
  ground.setAttribute('fill', getComputedStyle(document.documentElement).getPropertyValue(background))
  copy.prepend(ground)
  return new XMLSerializer().serializeToString(copy)
}

type Size = Parameters<typeof standalone>[1]

export function saveSvg(svg: SVGSVGElement, size: Size, name: string): void {
  save(new Blob([standalone(svg, size)], { type: 'image/svg+xml' }), `${name}.svg`)
}

/** The same as a picture, twice as fine. */
export async function savePng(svg: SVGSVGElement, size: Size, name: string): Promise<void> {
  const picture = new Image()
  picture.src = `data:image/svg+xml;charset=utf-8,${encodeURIComponent(standalone(svg, size))}`
  await picture.decode()
  const canvas = document.createElement('canvas')
  canvas.width = Math.ceil(size.width) * 2
  canvas.height = Math.ceil(size.height) * 2
  canvas.getContext('2d')!.drawImage(picture, 0, 0, canvas.width, canvas.height)
  const blob = await new Promise<Blob | null>((done) => canvas.toBlob(done, 'image/png'))
  if (blob !== null) save(blob, `${name}.png`)
}

function save(blob: Blob, name: string): void {
  const link = document.createElement('a')
  link.href = URL.createObjectURL(blob)
  link.download = name
  link.click()
  URL.revokeObjectURL(link.href)
}
