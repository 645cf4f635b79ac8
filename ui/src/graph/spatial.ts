/** Finding what lies in a part of a large drawing without looking at all of it. */

export interface Area {
  x: number
  y: number
  width: number
  height: number
}

const CELL = 512
/** Things that cover more cells than this are looked at each time instead. */
const LARGE = 64

/** Things by where they lie. */
export class SpatialIndex<T> {
  private readonly cells = new Map<string, number[]>()
  private readonly large: number[] = []
  private readonly areas: Area[]
  private readonly things: readonly T[]

  constructor(things: readonly T[], areaOf: (thing: T) => Area) {
    this.things = things
    this.areas = things.map(areaOf)
    for (const [index, area] of this.areas.entries()) {
      const keys = cellKeys(area, LARGE)
      if (keys === null) this.large.push(index)
      for (const key of keys ?? []) {
        const cell = this.cells.get(key)
        if (cell) cell.push(index)
        else this.cells.set(key, [index])
      }
    }
  }

  /** What touches an area, in the order in which it was given. */
  within(area: Area): T[] {
    const keys = cellKeys(area, this.cells.size)
    const candidates =
      keys === null ? this.areas.keys() : new Set([...this.large, ...keys.flatMap((key) => this.cells.get(key) ?? [])])
    const found: number[] = []
    for (const index of candidates) {
      const other = this.areas[index]
      if (other && overlaps(area, other)) found.push(index)
    }
    return found.sort((a, b) => a - b).map((index) => this.things[index] as T)
  }

  /** What lies under a point, the last given first: what is drawn on top. */
  under(x: number, y: number): T[] {
    return this.within({ x, y, width: 0, height: 0 }).reverse()
  }
}

export function overlaps(a: Area, b: Area): boolean {
  return a.x <= b.x + b.width && b.x <= a.x + a.width && a.y <= b.y + b.height && b.y <= a.y + a.height
}

/** The cells that an area touches; null where they are more than `limit`. */
function cellKeys(area: Area, limit: number): string[] | null {
  const [left, right] = [Math.floor(area.x / CELL), Math.floor((area.x + area.width) / CELL)]
  const [top, bottom] = [Math.floor(area.y / CELL), Math.floor((area.y + area.height) / CELL)]
  if ((right - left + 1) * (bottom - top + 1) > limit) return null
  const keys: string[] = []
  for (let column = left; column <= right; column++) {
    for (let row = top; row <= bottom; row++) keys.push(`${column},${row}`)
  }
  return keys
}
