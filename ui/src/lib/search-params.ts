/** The state of a page in its address: plain `?a=1&b=x&b=y`, read through small typed validators. */

/** What stands in an address: a text, or several under the same name. */
export type RawSearch = Record<string, unknown>

export function parseSearch(text: string): RawSearch {
  const found: Record<string, string | string[]> = {}
  for (const [name, value] of new URLSearchParams(text)) {
    const before = found[name]
    if (before === undefined) found[name] = value
    else found[name] = Array.isArray(before) ? [...before, value] : [before, value]
  }
  return found
}

/** Leave out what is undefined or an empty list; keep the order in which names were given. */
export function stringifySearch(search: RawSearch): string {
  const params = new URLSearchParams()
  for (const [name, value] of Object.entries(search)) {
    if (value === undefined || value === null) continue
    for (const item of Array.isArray(value) ? value : [value]) params.append(name, String(item))
  }
  const text = params.toString().replaceAll('%2C', ',').replaceAll('%3A', ':').replaceAll('%2F', '/')
  return text && `?${text}`
}

/** A text; undefined if it is absent or empty. */
export function text(search: RawSearch, name: string): string | undefined {
  const value = search[name]
  const first = Array.isArray(value) ? value[0] : value
  return first === undefined || first === null || first === '' ? undefined : String(first)
}

export function texts(search: RawSearch, name: string): string[] | undefined {
  const value = search[name]
  if (value === undefined || value === null) return undefined
  const all = (Array.isArray(value) ? value : [value]).map(String).filter(Boolean)
  return all.length ? all : undefined
}

/** Several texts in one, separated by commas: `?runs=a,b,c`. */
export function commaList(search: RawSearch, name: string): string[] | undefined {
  const all = texts(search, name)
    ?.flatMap((item) => item.split(','))
    .filter(Boolean)
  return all?.length ? all : undefined
}

/** One of the given words; undefined if it is another. */
export function choice<T extends string>(search: RawSearch, name: string, words: readonly T[]): T | undefined {
  const value = text(search, name)
  return words.find((word) => word === value)
}

export function integer(search: RawSearch, name: string): number | undefined {
  const value = text(search, name)
  return value !== undefined && /^-?\d{1,15}$/.test(value) ? Number(value) : undefined
}

/** True if it stands there as `1`; absent otherwise, so that the address stays short. */
export function flag(search: RawSearch, name: string): true | undefined {
  return text(search, name) === '1' || search[name] === true ? true : undefined
}

/** Drop what is undefined, as `exactOptionalPropertyTypes` and short addresses want it. */
export function compact<T extends Record<string, unknown>>(search: T): { [K in keyof T]?: Exclude<T[K], undefined> } {
  return Object.fromEntries(Object.entries(search).filter(([, value]) => value !== undefined)) as {
    [K in keyof T]?: Exclude<T[K], undefined>
  }
}
