// Preloaded into every program that tools/run.mjs starts. The program leads a process group of its own, so killing the
// group of `npm start` outright would leave it running: it stops itself when the process that started it is gone.
import { isMainThread } from 'node:worker_threads'

const starter = process.ppid
if (isMainThread && process.platform !== 'win32') {
  setInterval(() => {
    if (process.ppid !== starter) process.kill(process.pid, 'SIGTERM')
  }, 1_000).unref()
}
