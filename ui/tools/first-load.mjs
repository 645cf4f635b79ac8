/** Print how much JavaScript the first page loads, and fail beyond the budget. `node tools/first-load.mjs` after a build. */
import { readFileSync } from 'node:fs'
import { gzipSync } from 'node:zlib'

/** @typedef {{file: string, isEntry?: boolean, imports?: string[]}} Chunk */

const BUDGET = 170_000
const folder = new URL('../../src/penstock/server/static/', import.meta.url)
/** @type {Record<string, Chunk>} */
const chunks = JSON.parse(readFileSync(new URL('manifest.json', folder), 'utf8'))

/** The entry, what it imports, and the page that opens at "/". */
function loaded() {
  const files = new Set()
  const visit = (name) => {
    const chunk = chunks[name]
    if (!chunk || files.has(chunk.file)) return
    files.add(chunk.file)
    for (const next of chunk.imports ?? []) visit(next)
  }
  for (const [name, chunk] of Object.entries(chunks)) {
    if (chunk.isEntry || name.endsWith('home/home-page.tsx')) visit(name)
  }
  return files
}

const sizes = [...loaded()].map((file) => [file, gzipSync(readFileSync(new URL(file, folder))).length])
const total = sizes.reduce((sum, [, size]) => sum + size, 0)
console.log(`First load: ${(total / 1000).toFixed(1)} kB of JavaScript, gzipped (budget ${BUDGET / 1000} kB)`)
if (total > BUDGET) {
  for (const [file, size] of sizes) console.error(`  ${(size / 1000).toFixed(1).padStart(6)} kB  ${file}`)
  console.error('Beyond the budget: load what the first page does not need when it is needed (import() in a route)')
  process.exitCode = 1
}
