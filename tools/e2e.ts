// npm run e2e [-- <filters>]: the tests that drive a browser, on freshly built front ends.
import { buildFrontEnds } from './build.ts'
import { close, runVitest } from './vitest.ts'

if (await buildFrontEnds()) close(await runVitest(['--project', 'browser', ...process.argv.slice(2)]))
else process.exitCode = 1
