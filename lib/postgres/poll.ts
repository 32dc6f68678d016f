import { setTimeout as delay } from 'node:timers/promises'

/**
 * Asks `condition` again and again until it is true. Outside processes send no event, so asking is the only way.
 *
 * @param patience milliseconds; the condition is asked at least once
 * @param pause milliseconds between two questions
 * @returns whether the condition became true in time
 */
export async function becomesTrue(
  condition: () => boolean | Promise<boolean>,
  patience: number,
  pause = 50,
): Promise<boolean> {
  const deadline = Date.now() + patience
  for (;;) {
    if (await condition()) return true
    const left = deadline - Date.now()
    if (left <= 0) return false
    await delay(Math.min(pause, left))
  }
}
