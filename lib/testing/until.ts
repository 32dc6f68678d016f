/**
 * Waits until something outside this process has happened, looking again and again; fails loudly when it does not
 * within `patience` ms. For what cannot be awaited: another process, a log file. Never instead of awaiting.
 */
export async function until<T>(look: () => Promise<T | undefined | false> | T | undefined | false, patience = 15_000): Promise<T> {
  const giveUp = Date.now() + patience
  for (;;) {
    const found = await look()
    if (found !== undefined && found !== false) return found
    if (Date.now() > giveUp) throw new Error(`Waited ${patience} ms in vain for: ${look.toString()}`)
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
