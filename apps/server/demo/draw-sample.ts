import sharp from 'sharp'

const width = 800
const height = 600

/** Where a case was photographed, as far as sample pictures know. */
export const scenes = ['cover', 'road', 'rubbish', 'bikes', 'stall', 'river', 'green', 'wall', 'site', 'post'] as const
export type Scene = (typeof scenes)[number]
export type When = 'before' | 'after'

/**
 * A drawn “photo” of a matter before and after it was put right, marked 示例: nobody's picture, so that it may stand in
 * a public repository. JPEG. The sign is drawn, not written: a server need not have fonts.
 */
export function drawSample(scene: Scene, when: When): Promise<Buffer> {
  const before = when === 'before'
  const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="${width}" height="${height}">
    <defs>
      <filter id="grain"><feTurbulence type="fractalNoise" baseFrequency="0.7" numOctaves="2" seed="7"/>
        <feColorMatrix values="0 0 0 0 0.5  0 0 0 0 0.5  0 0 0 0 0.5  0 0 0 -1.4 0.75"/></filter>
      <linearGradient id="sky" x1="0" y1="0" x2="0" y2="1">
        <stop offset="0" stop-color="#a9bfc9"/><stop offset="1" stop-color="#dfe3de"/></linearGradient>
      <linearGradient id="light" x1="0" y1="0" x2="1" y2="1">
        <stop offset="0" stop-color="#fff" stop-opacity="0.2"/><stop offset="1" stop-color="#000" stop-opacity="0.28"/>
      </linearGradient>
    </defs>
    ${drawings[scene](before)}
    <rect width="${width}" height="${height}" filter="url(#grain)" opacity="0.32"/>
    <rect width="${width}" height="${height}" fill="url(#light)"/>
    ${mark(before)}
  </svg>`
  return sharp(Buffer.from(svg)).jpeg({ quality: 80 }).toBuffer()
}

/** 示例, and an open or a ticked ring for before and after. */
function mark(before: boolean): string {
  return `<g transform="translate(24 524)">
    <rect x="-8" y="-8" width="158" height="68" rx="8" fill="#111" opacity="0.55"/>
    <g fill="none" stroke="#fff" stroke-width="8" stroke-linecap="round" stroke-linejoin="round">
      <g transform="scale(0.52)">
        <path d="M25 18H75M10 42H90M50 42V90L40 86M29 58L14 80M71 58L87 80"/>
        <path transform="translate(104 0)" d="M26 12L8 48M19 34V94M34 20H68M50 20L36 50M44 38H64C62 62 52 80 36 92M44 52L54 62M76 28V70M92 12V92L82 88"/>
      </g>
      <circle cx="126" cy="26" r="13" stroke-width="4"/>
      ${before ? '' : '<path d="M120 26l5 5l9 -10" stroke-width="4"/>'}
    </g>
  </g>`
}

const rect = (x: number, y: number, w: number, h: number, fill: string, more = ''): string =>
  `<rect x="${x}" y="${y}" width="${w}" height="${h}" fill="${fill}" ${more}/>`

/** A road seen from above, with kerb and line. */
const asphalt = `${rect(0, 0, 800, 600, '#7a7e7d')}
  <path d="M0 0H800V82L0 126Z" fill="#a9a396"/><path d="M0 126L800 82V108L0 156Z" fill="#c9c4b6"/>
  <path d="M0 540L800 470V494L0 570Z" fill="#d8d6cb" opacity="0.8"/>`

/** A street: sky, a row of houses, pavement. */
const street = `${rect(0, 0, 800, 600, 'url(#sky)')}
  ${rect(0, 96, 240, 260, '#b7a994')}${rect(240, 60, 280, 296, '#c8c2b4')}${rect(520, 120, 280, 236, '#a89d8f')}
  ${[40, 140, 290, 390, 560, 670].map((x) => rect(x, 150, 60, 70, '#6f8590')).join('')}
  ${rect(0, 356, 800, 244, '#99958c')}
  <path d="M0 420H800M0 500H800M120 356L60 600M330 356L300 600M540 356L570 600M730 356L800 560" stroke="#87837a" stroke-width="3"/>`

const cone = (x: number, y: number): string =>
  `<g transform="translate(${x} ${y})"><path d="M-20 0H20L46 96H-46Z" fill="#cf5a2a"/>
   <path d="M-28 30H28L37 60H-37Z" fill="#eceae3"/>${rect(-58, 94, 116, 16, '#a8431c', 'rx="5"')}</g>`

const bag = (x: number, y: number, size: number, fill: string): string =>
  `<g transform="translate(${x} ${y}) scale(${size})"><path d="M-40 40C-60 0 -30 -34 -8 -40L-14 -56H14L8 -40C34 -34 60 0 40 40Z" fill="${fill}"/>
   <path d="M-18 30C-24 8 -12 -14 -4 -28" stroke="#fff" stroke-opacity="0.25" stroke-width="5" fill="none"/></g>`

const bike = (x: number, y: number, tilt: number, paint: string): string =>
  `<g transform="translate(${x} ${y}) rotate(${tilt})" fill="none" stroke-width="7"><circle cx="-46" r="34" stroke="#2b2d2d"/>
   <circle cx="46" r="34" stroke="#2b2d2d"/><path d="M-46 0L-14 -44H34L46 0M-14 -44L4 0H-46M4 0L34 -44L28 -66H44M-24 -52H-4" stroke="${paint}"/></g>`

const tree = (x: number, y: number, tilt: number): string =>
  `<g transform="translate(${x} ${y}) rotate(${tilt})">${rect(-11, -190, 22, 190, '#6b523c')}
   <circle cy="-230" r="84" fill="#5d7a4a"/><circle cx="-56" cy="-186" r="56" fill="#688653"/><circle cx="58" cy="-190" r="58" fill="#54713f"/></g>`

const drawings: Readonly<Record<Scene, (before: boolean) => string>> = {
  cover: (before) =>
    asphalt +
    (before
      ? `<ellipse cx="400" cy="338" rx="168" ry="108" fill="#454747"/><ellipse cx="400" cy="338" rx="142" ry="88" fill="#141616"/>
         <path d="M275 302A142 88 0 0 1 534 292L468 342L392 318Z" fill="#686a69" stroke="#3f4141" stroke-width="4"/>
         <path d="M208 394L142 434M250 420L208 510M576 394L650 450" stroke="#2e302f" stroke-width="5"/>${cone(640, 200)}`
      : `<ellipse cx="400" cy="336" rx="156" ry="98" fill="#5b5d5d"/><ellipse cx="400" cy="336" rx="142" ry="88" fill="#6b6d6c" stroke="#4b4d4d" stroke-width="5"/>
         ${[-60, -30, 0, 30, 60].map((y) => `<path d="M${400 - 110 + Math.abs(y)} ${336 + y}H${510 - Math.abs(y)}" stroke="#80827f" stroke-width="9" stroke-dasharray="22 16"/>`).join('')}`),
  road: (before) =>
    asphalt +
    (before
      ? `<path d="M250 330C270 260 380 250 450 262C540 270 590 330 560 390C520 440 400 450 320 430C260 410 236 380 250 330Z" fill="#4c4a45"/>
         <path d="M300 350C340 300 440 300 500 330C520 370 470 400 390 404C330 404 296 386 300 350Z" fill="#2f2e2b"/>
         <path d="M250 330L150 280M560 390L660 440M450 262L480 190M320 430L280 520" stroke="#3c3b38" stroke-width="6" fill="none"/>
         ${cone(670, 190)}`
      : `<path d="M226 250H590V452H226Z" fill="#585b5b"/><path d="M226 250H590V452H226Z" fill="none" stroke="#4a4c4c" stroke-width="6"/>`),
  rubbish: (before) =>
    street +
    `${rect(610, 300, 96, 140, '#3f6b54', 'rx="6"')}${rect(602, 286, 112, 20, '#325643', 'rx="5"')}` +
    (before
      ? [
          bag(250, 470, 1.2, '#3a3c40'),
          bag(350, 500, 1.5, '#54606a'),
          bag(470, 470, 1.1, '#7a6a58'),
          bag(300, 430, 1, '#8c8f88'),
          bag(420, 430, 1.2, '#44484c'),
          rect(500, 470, 90, 60, '#b08a5c', 'transform="rotate(-12 540 500)"'),
          rect(170, 500, 70, 40, '#c4a06c', 'transform="rotate(18 200 520)"'),
        ].join('')
      : `<path d="M180 520C300 500 480 500 600 516" stroke="#a9a59b" stroke-width="26" fill="none" opacity="0.5"/>`),
  bikes: (before) =>
    street +
    (before
      ? [
          bike(180, 440, -14, '#3f7d8c'),
          bike(300, 470, 22, '#b8862c'),
          bike(380, 430, -40, '#3f7d8c'),
          bike(480, 500, 64, '#8a3f34'),
          bike(560, 440, 8, '#b8862c'),
          bike(660, 490, -30, '#4a5a3c'),
        ].join('')
      : `<path d="M90 530H720" stroke="#e8e5da" stroke-width="6"/>${[150, 290, 430, 570, 690].map((x, at) => bike(x, 470, 0, at % 2 === 0 ? '#3f7d8c' : '#b8862c')).join('')}`),
  stall: (before) =>
    street +
    (before
      ? `<path d="M200 330L420 300L640 330L610 360H230Z" fill="#b3513c"/><path d="M270 360V520M570 360V520" stroke="#5c5148" stroke-width="10"/>
         ${rect(230, 440, 380, 50, '#8b7355')}${[250, 310, 370, 430, 490, 550].map((x, at) => rect(x, 404, 46, 38, ['#c9822c', '#7d8f3c', '#b8483a'][at % 3]!, 'rx="6"')).join('')}
         ${rect(120, 470, 90, 60, '#a88c62')}${rect(640, 480, 80, 56, '#9c7f56')}`
      : `<path d="M120 560H700" stroke="#e8e5da" stroke-width="8" stroke-dasharray="40 20"/>`),
  river: (before) =>
    `${rect(0, 0, 800, 600, 'url(#sky)')}${tree(130, 300, 0)}${tree(640, 290, 0)}
     <path d="M0 280H800V340L0 360Z" fill="#9a9788"/><path d="M0 350L800 330V600H0Z" fill="${before ? '#59603f' : '#5f8590'}"/>
     <path d="M60 420H220M300 470H520M560 400H720M120 540H330M480 560H700" stroke="#fff" stroke-opacity="0.22" stroke-width="7"/>` +
    (before
      ? [
          [180, 430],
          [260, 480],
          [330, 440],
          [420, 500],
          [520, 450],
          [600, 520],
        ]
          .map(
            ([x, y], at) =>
              `<ellipse cx="${x}" cy="${y}" rx="${34 + (at % 3) * 12}" ry="13" fill="${['#d9d6c8', '#8a8f4a', '#b98a5c'][at % 3]}"/>`,
          )
          .join('')
      : ''),
  green: (before) =>
    `${rect(0, 0, 800, 600, 'url(#sky)')}${rect(0, 330, 800, 270, '#7c9160')}${rect(0, 520, 800, 80, '#b3ac9c')}
     ${tree(660, 360, 0)}${tree(260, 400, before ? 34 : 0)}` +
    (before
      ? `<path d="M120 480C260 420 430 430 560 490Z" fill="#75603f"/>${bag(430, 470, 0.8, '#e0ddd0')}${bag(520, 490, 0.6, '#55606a')}`
      : `<path d="M205 400L260 300L315 400" stroke="#8c7350" stroke-width="10" fill="none"/>`),
  wall: (before) =>
    `${rect(0, 0, 800, 600, '#bcb6a8')}${[0, 70, 140, 210, 280, 350, 420]
      .map((y, row) =>
        [-60, 60, 180, 300, 420, 540, 660, 780]
          .map((x) =>
            rect(
              x + (row % 2) * 60,
              y,
              112,
              62,
              ['#b0a792', '#b7ae9a', '#aaa08b'][((row + x / 60) % 3) | 0] ?? '#b0a792',
            ),
          )
          .join(''),
      )
      .join('')}${rect(0, 486, 800, 114, '#8f8b82')}` +
    (before
      ? [
          [150, 130, -6, '#f0e8d0'],
          [280, 190, 5, '#e9dccb'],
          [400, 110, -3, '#dfe6ea'],
          [520, 210, 8, '#f0e1e0'],
          [620, 130, -9, '#efe9c4'],
          [230, 310, 3, '#e6ece0'],
          [470, 330, -5, '#f2ead6'],
        ]
          .map(
            ([x, y, turn, fill]) =>
              `<g transform="translate(${x} ${y}) rotate(${turn})">${rect(0, 0, 92, 120, String(fill))}<path d="M12 24H78M12 46H70M12 64H76M12 82H58M12 100H74" stroke="#7d3a34" stroke-width="6"/></g>`,
          )
          .join('')
      : `${rect(140, 100, 560, 340, '#cfcabd', 'opacity="0.45"')}`),
  site: (before) =>
    `${rect(0, 0, 800, 600, 'url(#sky)')}${rect(380, 60, 300, 300, '#a79c8c')}
     <path d="M380 130H680M380 200H680M380 270H680M455 60V360M530 60V360M605 60V360" stroke="#7f7568" stroke-width="5"/>
     ${rect(0, 450, 800, 150, '#a59678')}
     ${[0, 100, 200, 300, 400, 500, 600, 700].map((x, at) => (before && (at === 3 || at === 4) ? '' : rect(x + 2, 300, 96, 170, at % 2 === 0 ? '#3d6f8c' : '#42789a'))).join('')}` +
    (before
      ? `<path d="M260 520C320 430 480 420 560 520Z" fill="#8d7a58"/><g fill="#cfc3a8" opacity="0.55"><circle cx="330" cy="390" r="70"/><circle cx="430" cy="350" r="86"/><circle cx="520" cy="400" r="64"/></g>
         ${rect(300, 440, 96, 150, '#3d6f8c', 'transform="rotate(74 348 515)"')}`
      : `<path d="M180 540H640" stroke="#8f835f" stroke-width="10"/>`),
  post: (before) =>
    street +
    `<g transform="translate(400 520) rotate(${before ? 24 : 0})">${rect(-8, -380, 16, 380, '#5e6468')}
     ${rect(-70, -400, 140, 92, '#2f6c9c', 'rx="8"')}<path d="M-40 -354H40M16 -378L40 -354L16 -330" stroke="#fff" stroke-width="12" fill="none"/></g>
     ${before ? cone(560, 420) + '<path d="M350 540L450 520L470 560L340 566Z" fill="#75716a"/>' : rect(362, 512, 76, 20, '#83807a', 'rx="5"')}`,
}
