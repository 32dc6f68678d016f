import { Type, type Static, type TSchema } from 'typebox'

/** A kind of event: what modules say to each other and to open screens. Never carries personal data. */
export interface EventKind<S extends TSchema = TSchema> {
  readonly topic: string
  readonly data: S
}

/** Declares an event. Topics are `<module>.<what_happened>`. */
export function event<const S extends TSchema>(topic: string, data: S): EventKind<S> {
  return { topic, data }
}

/** One event as it arrives in a stream. */
export const StreamedEvent = Type.Object({
  topic: Type.String(),
  data: Type.Unknown(),
  recordedAt: Type.String({ format: 'date-time' }),
})
export type StreamedEvent = Static<typeof StreamedEvent>

/**
 * `GET /api/events`: a text/event-stream. Every message is a batch: `event: batch`, `id: <cursor>`, data = array of
 * StreamedEvent in commit order. `event: reset` tells a client whose `Last-Event-ID` is too old to read everything anew;
 * `event: bye` (data: why) comes before the server closes the stream for good, e.g. after log-out.
 */
export const eventStreamUrl = '/api/events'
