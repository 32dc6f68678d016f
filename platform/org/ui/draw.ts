import type { Box, Picture } from './lay-out.ts'

/** The colours of an exported picture: on paper it is always light. */
const paper = {
  ground: '#fdfdfb',
  box: '#eef3f1',
  platform: '#dfecea',
  edge: '#c2beb2',
  ink: '#1b2422',
  quiet: '#5e6a65',
  lead: '#0f666b',
}
const font = "'Yiwang Sans','Noto Sans SC','PingFang SC','Microsoft YaHei',sans-serif"

function look(box: Box, platforms: ReadonlySet<string>): { fill: string; edge: string } {
  return platforms.has(box.sort) ? { fill: paper.platform, edge: paper.lead } : { fill: paper.box, edge: paper.edge }
}

function safe(text: string): string {
  return text.replace(/[&<>"]/g, (one) => ({ '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' })[one]!)
}

/** The picture as an SVG file that stands by itself. */
export function svgText(picture: Picture, platforms: ReadonlySet<string>, title: string): string {
  const { width, height } = picture
  const lines = picture.lines.map((line) => `<path d="${line}" fill="none" stroke="${paper.edge}"/>`)
  const heads = picture.heads.map(
    (head) =>
      `<text x="${head.x}" y="${head.y + 18}" font-size="13" font-weight="600" fill="${paper.quiet}">${safe(head.text)}</text>`,
  )
  const boxes = picture.boxes.map((box) => {
    const { fill, edge } = look(box, platforms)
    return `<g><title>${safe(box.title)}</title><rect x="${box.x}" y="${box.y}" width="${box.width}" height="${box.height}" rx="4" fill="${fill}" stroke="${edge}"/><text x="${box.x + box.width / 2}" y="${box.y + box.height / 2}" text-anchor="middle" dominant-baseline="central" font-size="13" fill="${paper.ink}">${safe(box.text)}</text></g>`
  })
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${width} ${height}" width="${width}" height="${height}" font-family="${font}"><title>${safe(title)}</title><rect width="100%" height="100%" fill="${paper.ground}"/>${[...lines, ...heads, ...boxes].join('')}</svg>\n`
}

/** The picture as a PNG, twice as fine as the screen. Drawn with the page’s fonts, so Chinese stands on a bare machine too. */
export async function pngOf(picture: Picture, platforms: ReadonlySet<string>): Promise<Blob> {
  const canvas = document.createElement('canvas')
  canvas.width = picture.width * 2
  canvas.height = picture.height * 2
  const pen = canvas.getContext('2d')!
  pen.scale(2, 2)
  pen.fillStyle = paper.ground
  pen.fillRect(0, 0, picture.width, picture.height)
  pen.strokeStyle = paper.edge
  for (const line of picture.lines) pen.stroke(new Path2D(line))
  pen.textBaseline = 'middle'
  pen.textAlign = 'left'
  pen.fillStyle = paper.quiet
  pen.font = `600 13px ${font}`
  for (const head of picture.heads) pen.fillText(head.text, head.x, head.y + 14)
  pen.textAlign = 'center'
  pen.font = `13px ${font}`
  for (const box of picture.boxes) {
    const { fill, edge } = look(box, platforms)
    pen.beginPath()
    pen.roundRect(box.x, box.y, box.width, box.height, 4)
    pen.fillStyle = fill
    pen.fill()
    pen.strokeStyle = edge
    pen.stroke()
    pen.fillStyle = paper.ink
    pen.fillText(box.text, box.x + box.width / 2, box.y + box.height / 2)
  }
  return new Promise((done, fail) =>
    canvas.toBlob((blob) => (blob === null ? fail(new Error('The picture is too large')) : done(blob)), 'image/png'),
  )
}
