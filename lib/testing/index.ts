export { TestClient } from './client.ts'
export { openStream, type OpenStream } from './stream.ts'
export { cloneDatabase, type ClonedDatabase } from './clone.ts'
export { until } from './until.ts'
