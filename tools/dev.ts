// npm run dev: the server, restarted when its sources change, and Vite's servers for the front ends.
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { createServer } from 'vite'
import { listFrontEnds } from './build.ts'
import { repository, runNode } from './program.ts'

const serverPort = process.env.PORT ?? '8080'
const server = 'apps/server/main.ts'
const firstPort = 5173

const frontEnds = await Promise.all(
  listFrontEnds().map(async (app, index) => {
    const root = join(repository, 'apps', app)
    const vite = await createServer({
      root,
      configFile: join(root, 'vite.config.ts'),
      server: { port: firstPort + index, proxy: { '/api': `http://127.0.0.1:${serverPort}` } },
    })
    await vite.listen()
    console.log(`${app}: ${vite.resolvedUrls?.local[0] ?? ''}`)
    return vite
  }),
)
if (existsSync(join(repository, server))) {
  await runNode(['--watch', '--watch-preserve-output', server], { env: { PORT: serverPort } })
} else console.error(`There is no ${server} yet.`)
await Promise.all(frontEnds.map((vite) => vite.close()))
process.exit()
