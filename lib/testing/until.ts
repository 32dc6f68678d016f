/** ms that one look and the pause before it count for at most: what is longer, this process or the machine stood still. */
const turn = 1000

/**
 * Waits until something outside this process has happened, looking again and again; fails loudly when it does not
 * within `patience` ms of looking. For what cannot be awaited: another process, a log file. Never instead of awaiting.
 */
export async function until<T>(
  look: () => Promise<T | undefined | false> | T | undefined | false,
  patience = 20_000,
): Promise<T> {
  let left = patience
  for (let last = performance.now(); ;) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    const now = performance.now()
    left -= Math.min(now - last, turn)
    if (left < 0) throw new Error(`Waited ${patience} ms in vain for: ${look.toString()}`)
    last = now
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
