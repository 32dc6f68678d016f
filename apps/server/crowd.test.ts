import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import { registerCase } from '#core/cases/contract'
import { startTestServer } from './testing/index.ts'

// Four times as many requests as the server has connections, each of which reads something more of its own while it holds
// one: were those taken from the same few, all would wait for each other until they are refused.
const crowd = 40

test('a crowd that comes at once to a server that has read nothing yet is served, all of it', async () => {
  const server = await startTestServer()
  try {
    const receiver = await server.as('receiver')
    const order = { title: '河边护栏缺失', text: '思贤路桥下护栏断了两根。', nature: 'complaint', channel: '电话' }
    const replies = await Promise.all(
      Array.from({ length: crowd }, () => {
        const body = {
          id: randomUUID(),
          occurredAt: new Date().toISOString(),
          kind: 'hotline',
          input: { ...order, cityNumber: randomUUID() },
        }
        return receiver.call(registerCase, { body })
      }),
    )
    expect(replies.filter((reply) => !reply.ok)).toEqual([])
  } finally {
    await server.stop()
  }
})
