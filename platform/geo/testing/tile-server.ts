import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import sharp from 'sharp'

/** A small tile service: every tile has a colour of its own and asks for a key. */
export interface TileServer {
  readonly url: string
  /** addresses it was asked for */
  readonly asked: string[]
  stop(): Promise<void>
}

export const tileKey = 'a-secret-key'

/** Colour of a tile: its column in red, its row in green. */
export function colourOf(x: number, y: number): [number, number, number] {
  return [x % 256, y % 256, 128]
}

/** Starts it: `/{z}/{x}/{y}?tk=`; far out, row 13 does not exist, 14 breaks, 15 sends no picture, 12 leads away. */
export async function startTileServer(): Promise<TileServer> {
  const asked: string[] = []
  const server: Server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const match = /^\/(\d+)\/(\d+)\/(\d+)\?tk=(.*)$/.exec(request.url ?? '')
    const [z, x, y] = (match?.slice(1, 4) ?? []).map(Number) as [number, number, number]
    if (match?.[4] !== tileKey) return void response.writeHead(403).end()
    if (z < 5 && y === 13) return void response.writeHead(404).end()
    if (z < 5 && y === 14) return void response.writeHead(500).end()
    if (z < 5 && y === 15) return void response.writeHead(200, { 'content-type': 'text/html' }).end('<h1>sorry</h1>')
    if (z < 5 && y === 12) return void response.writeHead(302, { location: '/elsewhere' }).end()
    const [r, g, b] = colourOf(x, y)
    void sharp({ create: { width: 256, height: 256, channels: 3, background: { r, g, b } } })
      .png()
      .toBuffer()
      .then((bytes) => response.writeHead(200, { 'content-type': 'image/png' }).end(bytes))
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    asked,
    stop: () => new Promise((resolve) => server.close(() => resolve())),
  }
}
