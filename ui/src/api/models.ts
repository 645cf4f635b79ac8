/** What the server answers, by the names of its own description: `make ui-types` writes `schema.gen.ts` from it. */
import type { components } from './schema.gen'

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

/** A type of the description, with JSON where the description says only that anything may stand there. */
type Known<T> = unknown extends T ? Json : Inside<T>
type Inside<T> = T extends readonly (infer Item)[]
  ? readonly Known<Item>[]
  : T extends object
    ? { readonly [Name in keyof T]: Known<T[Name]> }
    : T

export type Schema<Name extends keyof components['schemas']> = Known<components['schemas'][Name]>

/** A part of a list, and how the next part is asked for. */
export interface Page<T> {
  readonly items: readonly T[]
  readonly next_page_token: string | null
  readonly total_size: number | null
}

export type RunRow = Schema<'RunRow'>
export type RunColumns = Schema<'RunColumns'>

export type ScalarMetric = Schema<'ScalarMetric'>
export type MetricSeries = Schema<'MetricSeries'>
export type Classification = Schema<'Classification'>
export type RunMetricsAnswer = Schema<'RunMetrics'>

export type Comparison = Schema<'RunComparison'>
export type ComparedColumn = Schema<'ComparedColumn'>
export type ComparedMetric = Schema<'ComparedMetric'>
export type ComparedTask = Schema<'ComparedTask'>
export type ComparedArtifact = Schema<'ComparedArtifact'>

export type ArtifactRow = Schema<'ArtifactRow'>
export type ArtifactDetail = Schema<'ArtifactDetail'>
export type ArtifactUse = Schema<'UsedBy'>
export type Preview = Schema<'ArtifactPreview'>
export type TablePart = Schema<'Table'>
export type FolderEntry = Schema<'Entry'>

export type Lineage = Schema<'ArtifactLineage'>
export type LineageNode = Lineage['nodes'][number]
export type LineageEdge = Schema<'LineageEdge'>

export type Found = Schema<'SearchHit'>
