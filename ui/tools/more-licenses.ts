import { appendFileSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Plugin } from 'vite'

// What Vite does not see among the modules of the pages: fonts, styles, and what only the worker imports.
const UNSEEN = [
  '@dagrejs/dagre',
  '@dagrejs/graphlib',
  '@fontsource-variable/inter',
  '@fontsource-variable/jetbrains-mono',
  'tailwindcss',
]

/** Completes the file of licenses that Vite writes. */
export function moreLicenses(fileName: string): Plugin {
  return {
    name: 'more-licenses',
    apply: 'build',
    writeBundle(options) {
      const root = new URL('../node_modules/', import.meta.url)
      for (const name of UNSEEN) {
        const folder = new URL(`${name}/`, root)
        const { version, license } = JSON.parse(readFileSync(new URL('package.json', folder), 'utf8'))
        const text = readFileSync(new URL('LICENSE', folder), 'utf8').trim()
        appendFileSync(join(options.dir ?? 'dist', fileName), `\n## ${name} - ${version} (${license})\n\n${text}\n`)
      }
    },
  }
}
