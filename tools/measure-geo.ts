import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { readCity } from '../apps/server/city.ts'
import { measureGround } from '#platform/geo/testing'

// Prints how fast a point finds its grid and how well addresses are found, on a city's own data:
// `node tools/measure-geo.ts songjiang`. Nothing is asserted: machines differ.

const city = process.argv[2] ?? 'songjiang'
const { geo } = await readCity(join(import.meta.dirname, '../cities', city))
/** Three places in ten, always the same: they neither shaped the areas nor stand in the gazetteer that is judged. */
const isHeldOut = ({ name, address }: { name: string; address: string }): boolean =>
  createHash('sha256').update(`${name}|${address}`).digest()[0]! % 10 >= 7
measureGround(geo, isHeldOut, console.log)
