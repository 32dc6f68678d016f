export { FileUnreadable, readSheet, type Encoding, type Sheet } from './read-sheet.ts'
export { plainCell, writeSheet } from './write-sheet.ts'
