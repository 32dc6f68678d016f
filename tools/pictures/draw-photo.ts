import sharp from 'sharp'

const width = 960
const height = 720

/**
 * A drawn “photo” of a manhole in a road, before and after it was put right: nobody's picture, so that it may stand in a
 * public repository. JPEG.
 */
export function drawPhoto(when: 'before' | 'after'): Promise<Buffer> {
  const broken = when === 'before'
  const studs = [-120, -72, -24, 24, 72, 120].flatMap((x) =>
    [-72, -36, 0, 36, 72].flatMap((y) =>
      (x / 150) ** 2 + (y / 92) ** 2 < 0.95
        ? [`<rect x="${480 + x - 11}" y="${400 + y - 5}" width="22" height="10" rx="4" fill="#7b7d7c"/>`]
        : [],
    ),
  )
  const cover = `
    <ellipse cx="480" cy="400" rx="188" ry="118" fill="#5b5d5d"/>
    <ellipse cx="480" cy="400" rx="172" ry="106" fill="#6b6d6c" stroke="#4b4d4d" stroke-width="5"/>
    ${studs.join('')}`
  const hole = `
    <ellipse cx="480" cy="404" rx="200" ry="128" fill="#454747"/>
    <ellipse cx="480" cy="404" rx="170" ry="104" fill="#141616"/>
    <path d="M330 360 A170 104 0 0 1 640 350 L560 410 L470 380 Z" fill="#686a69" stroke="#3f4141" stroke-width="4"/>
    <path d="M560 410 L470 380 L430 452" fill="none" stroke="#232525" stroke-width="7"/>
    <path d="M250 470 L170 520 M300 520 L250 610 M690 470 L780 540 M640 510 L690 600" stroke="#2e302f" stroke-width="6" fill="none"/>`
  const cone = `
    <path d="M742 250 L790 250 L824 372 L708 372 Z" fill="#cf5a2a"/>
    <path d="M733 283 L799 283 L808 315 L724 315 Z" fill="#eceae3"/>
    <rect x="690" y="370" width="152" height="20" rx="6" fill="#a8431c"/>`
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs>
      <filter id="grain"><feTurbulence type="fractalNoise" baseFrequency="0.7" numOctaves="3" seed="7"/>
        <feColorMatrix values="0 0 0 0 0.5  0 0 0 0 0.5  0 0 0 0 0.5  0 0 0 -1.4 0.75"/></filter>
      <linearGradient id="light" x1="0" y1="0" x2="1" y2="1">
        <stop offset="0" stop-color="#fff" stop-opacity="0.22"/><stop offset="1" stop-color="#000" stop-opacity="0.3"/>
      </linearGradient>
    </defs>
    <rect width="${width}" height="${height}" fill="${broken ? '#767a79' : '#7f8382'}"/>
    <path d="M0 0 H960 V96 L0 150 Z" fill="#a9a396"/>
    <path d="M0 150 L960 96 V128 L0 186 Z" fill="#c9c4b6"/>
    <path d="M0 640 L960 560 V590 L0 676 Z" fill="#d8d6cb" opacity="0.8"/>
    ${broken ? hole + cone : cover}
    <rect width="${width}" height="${height}" filter="url(#grain)" opacity="0.35"/>
    <rect width="${width}" height="${height}" fill="url(#light)"/>
  </svg>`
  return sharp(Buffer.from(svg)).jpeg({ quality: 82 }).toBuffer()
}
