import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createRequire } from 'node:module'
import type { S3Options } from '#lib/blobs'

/** A real S3 server with one empty bucket, in this process. */
export interface S3Server {
  readonly options: S3Options
  stop(): Promise<void>
}

interface S3rver {
  run(): Promise<unknown>
  close(): Promise<void>
}

/** Starts an S3 server that checks signatures. */
export async function startS3(): Promise<S3Server> {
  // CommonJS without types of its own
  const Server = createRequire(import.meta.url)('@20minutes/s3rver') as new (options: object) => S3rver
  const directory = await mkdtemp(join(tmpdir(), 'yiwang-s3-'))
  const port = await freePort()
  const bucket = 'yiwang-test'
  const server = new Server({
    address: '127.0.0.1',
    port,
    silent: true,
    directory,
    vhostBuckets: false,
    configureBuckets: [{ name: bucket }],
  })
  await server.run()
  return {
    options: {
      endpoint: `http://127.0.0.1:${port}`,
      region: 'us-east-1',
      bucket,
      // the one account that server knows
      accessKeyId: 'S3RVER',
      secretAccessKey: 'S3RVER',
    },
    async stop() {
      await server.close()
      await rm(directory, { recursive: true, force: true })
    },
  }
}

async function freePort(): Promise<number> {
  const probe = createServer()
  await new Promise<void>((done) => probe.listen(0, '127.0.0.1', done))
  const { port } = probe.address() as { port: number }
  await new Promise((done) => probe.close(done))
  return port
}
