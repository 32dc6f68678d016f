import { createStore, usePart } from '#lib/ui'

// A browser plays nothing before somebody has touched the page: until then the context sleeps, and a page must say so.
let context: AudioContext | undefined
const blocked = createStore(true)

function wake(): void {
  context ??= new AudioContext()
  void context.resume().then(() => blocked.set(context?.state !== 'running'))
}

/** Opens the way for sounds with the first touch of mouse or keys. Gives what ends the waiting. */
export function openSound(): () => void {
  if (navigator.userActivation.hasBeenActive) wake()
  const first = () => wake()
  const options = { once: true, capture: true } as const
  document.addEventListener('pointerdown', first, options)
  document.addEventListener('keydown', first, options)
  return () => {
    document.removeEventListener('pointerdown', first, options)
    document.removeEventListener('keydown', first, options)
  }
}

/** Whether the browser does not let the page sound yet. */
export function useSoundBlocked(): boolean {
  return usePart(blocked, (value) => value)
}

/** Two rising tones. */
export function ring(): void {
  if (context?.state !== 'running') return
  for (const [at, pitch] of [
    [0, 880],
    [0.22, 1175],
  ] as const) {
    const start = context.currentTime + at
    const tone = context.createOscillator()
    const volume = context.createGain()
    tone.frequency.value = pitch
    volume.gain.setValueAtTime(0.0001, start)
    volume.gain.exponentialRampToValueAtTime(0.25, start + 0.02)
    volume.gain.exponentialRampToValueAtTime(0.0001, start + 0.2)
    tone.connect(volume).connect(context.destination)
    tone.start(start)
    tone.stop(start + 0.21)
  }
}
