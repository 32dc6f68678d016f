import { eventStreamUrl, type StreamedEvent } from '#lib/events/contract'
import type { TestClient } from './client.ts'

/** An open event stream and what came through it so far. */
export interface OpenStream {
  readonly events: StreamedEvent[]
  /** `reset`, `bye` in the order they came */
  readonly signals: string[]
  /** the last id that came: where to resume */
  readonly cursor: string
  /** settles when the server closed it */
  readonly ended: Promise<void>
  close(): Promise<void>
}

/** Opens the event stream as a browser does. Returns when the server has said where the stream begins. */
export async function openStream(client: TestClient, after?: string): Promise<OpenStream> {
  const abort = new AbortController()
  const response = await client.fetch(eventStreamUrl, {
    signal: abort.signal,
    headers: { accept: 'text/event-stream', ...(after === undefined ? {} : { 'last-event-id': after }) },
  })
  if (response.status !== 200) throw new Error(`The stream answered ${response.status}`)
  const state = { events: [] as StreamedEvent[], signals: [] as string[], cursor: after ?? '' }
  let began: () => void = () => undefined
  const begun = new Promise<void>((resolve) => {
    began = resolve
  })
  const ended = read(response.body!, (message) => {
    if (message.id !== undefined) state.cursor = message.id
    if (message.event === 'batch') state.events.push(...(JSON.parse(message.data) as StreamedEvent[]))
    else if (message.event !== undefined) state.signals.push(message.event)
    if (message.id !== undefined || after !== undefined) began()
  }).catch(() => undefined)
  await Promise.race([begun, ended])
  return {
    events: state.events,
    signals: state.signals,
    get cursor() {
      return state.cursor
    },
    ended,
    async close() {
      abort.abort()
      await ended
    },
  }
}

interface Message {
  event: string | undefined
  id: string | undefined
  data: string
}

async function read(body: ReadableStream<Uint8Array>, hear: (message: Message) => void): Promise<void> {
  const decoder = new TextDecoder()
  let text = ''
  for await (const chunk of body) {
    text += decoder.decode(chunk as Uint8Array, { stream: true })
    const blocks = text.split('\n\n')
    text = blocks.pop()!
    for (const block of blocks) {
      const lines = block.split('\n').map((line) => [line.slice(0, line.indexOf(':')), line.slice(line.indexOf(':') + 2)] as const)
      const field = (name: string): string | undefined => lines.find(([key]) => key === name)?.[1]
      hear({ event: field('event'), id: field('id'), data: field('data') ?? '' })
    }
  }
}
