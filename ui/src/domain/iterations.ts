/** Which iterations of loops are looked at: the path of a task, or a part of it, names them. */

/** The node of a task: its path without the numbers of iterations. */
export function nodeOf(path: string): string {
  return path.replaceAll(/\[\d+\]/g, '')
}

/** The iterations that a path names, outermost first: `root/a[0]/b[1]/c` → `root/a[0]`, `root/a[0]/b[1]`. */
export function iterationsOf(path: string): string[] {
  return [...path.matchAll(/\[\d+\]/g)].map((found) => path.slice(0, found.index + found[0].length))
}

/** Whether a task lies in the chosen iterations, or in none of their loops. */
export function isWithin(path: string, chosen: readonly string[]): boolean {
  return chosen.every((iteration) => {
    const loop = iteration.slice(0, iteration.lastIndexOf('['))
    return !path.startsWith(`${loop}[`) || path === iteration || path.startsWith(`${iteration}/`)
  })
}

/** A node as it is addressed while iterations are chosen: `root/a/b` in `root/a[0]` → `root/a[0]/b`. */
export function pathWithin(node: string, chosen: readonly string[]): string {
  const around = chosen.findLast((iteration) => node.startsWith(`${nodeOf(iteration)}/`))
  return around === undefined ? node : around + node.slice(nodeOf(around).length)
}

/** The number of an iteration as people count. */
export function iterationNumber(task: { readonly iterations: readonly number[] }): string {
  return task.iterations.map((iteration) => iteration + 1).join('.')
}

/** The same from a path alone: `root/a[0]/b[1]/c` → `1.2`. */
export function iterationText(path: string): string {
  return [...path.matchAll(/\[(\d+)\]/g)].map((found) => Number(found[1]) + 1).join('.')
}

/** What a task is called: its name, and in a loop its iteration. */
export function placeName(name: string, path: string): string {
  const iteration = iterationText(path)
  return iteration ? `${name} #${iteration}` : name
}

/** What failed in a run, with the task called as people call it: "root/folds[1]/train: no" is "train #2: no". */
export function failureText(message: string): string {
  const path = /^root\/[^\s:]+(?=: )/.exec(message)?.[0]
  if (path === undefined) return message
  const name = path.slice(path.lastIndexOf('/') + 1).replace(/\[\d+\]$/, '')
  return `${placeName(name, path)}${message.slice(path.length)}`
}
