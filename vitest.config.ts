import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { defineConfig } from 'vitest/config'

const outside = ['**/node_modules/**', 'dist/**', 'data/**', '.tmp/**']
/** Tests that need no database of ours: none at all, or one that they start and kill themselves. */
const unit = ['**/*.unit.test.{ts,tsx}', 'tools/**/*.test.ts', 'lib/postgres/*.test.ts', 'apps/server/crash/*.test.ts']
const globalSetup = ['apps/server/testing/global-setup.ts'].filter((file) =>
  existsSync(join(import.meta.dirname, file)),
)
const minutes = 60_000

export default defineConfig({
  test: {
    // Two are what a small machine carries beside PostgreSQL, and more do not make the suite faster there.
    maxWorkers: 2,
    // Ten times what a test takes: a small machine that is busy besides stands still for seconds.
    testTimeout: 60_000,
    hookTimeout: 2 * minutes,
    // A busy machine starves a browser or a killed server now and then; what fails twice is broken.
    retry: 1,
    passWithNoTests: true,
    projects: [
      { extends: true, test: { name: 'unit', include: unit, exclude: outside } },
      {
        extends: true,
        test: { name: 'server', include: ['**/*.test.{ts,tsx}'], exclude: [...outside, ...unit], globalSetup },
      },
      {
        extends: true,
        test: {
          name: 'browser',
          include: ['e2e/**/*.e2e.ts'],
          exclude: outside,
          globalSetup,
          testTimeout: 3 * minutes,
          hookTimeout: 3 * minutes,
          // As long as any other step of these tests; the usual second is over before a busy machine has drawn a page.
          expect: { poll: { timeout: 45_000 } },
        },
      },
      // Long random tests exist only for a run that was given a seed (npm run prove).
      ...(process.env.YIWANG_SEED
        ? [
            {
              extends: true as const,
              test: {
                name: 'prove',
                include: ['**/*.prove.ts'],
                exclude: outside,
                globalSetup,
                testTimeout: 45 * minutes,
                hookTimeout: 3 * minutes,
              },
            },
          ]
        : []),
    ],
  },
})
