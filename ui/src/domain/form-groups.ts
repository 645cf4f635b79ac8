/** Inputs that belong together, by what their names begin with: train_rate, train_rounds. */

export interface InputGroup<T> {
  /** Empty: those that belong to no other. */
  title: string
  inputs: readonly T[]
}

const FEWEST_INPUTS = 6
const PREFIX = /^([a-zA-Z][a-zA-Z0-9]*)[_.-]./

interface Grouped {
  name: string
  optional: boolean
  has_default: boolean
}

/** Groups in the order in which they begin; what stands alone, and what a run cannot do without, comes first. */
export function groupsOf<T extends Grouped>(given: readonly T[]): InputGroup<T>[] {
  const inputs = [...given].sort((a, b) => Number(isFree(a)) - Number(isFree(b)))
  const prefixOf = ({ name }: T) => PREFIX.exec(name)?.[1] ?? ''
  const counts = new Map<string, number>()
  for (const input of inputs) counts.set(prefixOf(input), (counts.get(prefixOf(input)) ?? 0) + 1)
  const isGrouped = inputs.length >= FEWEST_INPUTS
  const titleOf = (input: T) => {
    const prefix = prefixOf(input)
    return isGrouped && (counts.get(prefix) ?? 0) > 1 ? prefix : ''
  }
  const titles = [...new Set(inputs.map(titleOf))].sort((a, b) => Number(a !== '') - Number(b !== ''))
  return titles.map((title) => ({ title, inputs: inputs.filter((input) => titleOf(input) === title) }))
}

function isFree(input: Grouped): boolean {
  return input.optional || input.has_default
}
