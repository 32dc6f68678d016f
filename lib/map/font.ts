import ranges from '@fontsource/noto-sans-sc/unicode.json' with { type: 'json' }

// The font comes in a hundred small files by characters, of which a map fetches those that its names need. The one large
// file of the pages lacks rare characters that stand in place names (泖, 厍, 堍), and a map has no other font to fall
// back on.
const files: Record<string, string> = import.meta.glob(
  '../../node_modules/@fontsource/noto-sans-sc/files/noto-sans-sc-*-400-normal.woff2',
  {
    query: '?url',
    import: 'default',
    eager: true,
  },
)

/** The files of the font with the characters each has, as a style's `font-faces` wants them. */
export const fontFiles: readonly { url: string; 'unicode-range': string[] }[] = Object.entries(
  ranges as Record<string, string>,
).flatMap(([subset, range]) => {
  const name = `noto-sans-sc-${subset.replaceAll(/[[\]]/gu, '')}-400-normal.woff2`
  const url = Object.entries(files).find(([path]) => path.endsWith(`/${name}`))?.[1]
  return url === undefined ? [] : [{ url, 'unicode-range': range.split(',').map((part) => part.trim()) }]
})
