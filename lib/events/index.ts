export { emit } from './emit.ts'
export { startRelay, type HeardEvent, type Hearer, type Relay } from './relay.ts'
export { createStreams, type Streams } from './streams.ts'
