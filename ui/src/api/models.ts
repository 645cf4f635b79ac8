/** What the server answers about runs, metrics and artifacts. */

export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json }

export interface Ref {
  id: string
  name: string
}

export interface Failure {
  reason: string
  message: string
  hint: string
}

export interface TaskCounts {
  total: number
  by_state: Record<string, number>
  cached: number
}

export interface RunRow {
  id: string
  name: string
  state: string
  created_at: string | null
  started_at: string | null
  ended_at: string | null
  seconds: number | null
  description: string
  experiment: Ref | null
  pipeline: { id: string | null; name: string; version_id: string | null; version_name: string | null }
  tags: Record<string, string>
  failure: Failure | null
  storage_state: 'AVAILABLE' | 'ARCHIVED'
  seq: number
  tasks: TaskCounts | null
  parameters: Record<string, Json>
  metrics: Record<string, number | null>
}

export interface Page<T> {
  items: T[]
  next_page_token: string | null
  total_size: number | null
}

export interface RunColumns {
  parameters: string[]
  metrics: string[]
}

export interface ScalarMetric {
  path: string
  name: string
  output: string
  metric: string
  value: number | null
}

export interface MetricSeries {
  path: string
  task: string
  output: string
  metric: string
  steps: number[]
  values: (number | null)[]
  is_live: boolean
}

export interface RocCurve {
  fpr: number[]
  tpr: number[]
  thresholds: (number | null)[]
  auc: number
}

export interface ConfusionMatrix {
  labels: string[]
  matrix: number[][]
}

export interface Classification {
  path: string
  task: string
  artifact_id: string
  slice: string | null
  roc: RocCurve | null
  confusion: ConfusionMatrix | null
}

export interface RunMetricsAnswer {
  scalars: ScalarMetric[]
  series: MetricSeries[]
  classification: Classification[]
}

export interface ComparedColumn {
  name: string
  values: Record<string, Json>
  differs: boolean
}

export interface ComparedTask {
  node: string
  name: string
  values: Record<
    string,
    { state: string; seconds: number | null; cached: boolean; image: string | null; code_digest: string | null }
  >
  differs: boolean
}

export interface ComparedArtifact {
  name: string
  type: string
  values: Record<string, ArtifactRow>
  differs: boolean
}

export interface Comparison {
  runs: RunRow[]
  parameters: ComparedColumn[]
  metrics: ComparedColumn[]
  tasks: ComparedTask[]
  artifacts: ComparedArtifact[]
}

export interface ArtifactRow {
  id: string
  name: string
  type: string
  uri: string
  digest: string | null
  size_bytes: number | null
  created_at: string | null
  run: Ref | null
  task: { path: string; name: string; output: string } | null
  metadata_keys: string[]
}

export type PreviewKind =
  | 'metrics'
  | 'classification'
  | 'table'
  | 'image'
  | 'markdown'
  | 'html'
  | 'json'
  | 'text'
  | 'folder'
  | 'binary'
  | 'missing'
  | 'remote'

export interface ArtifactUse {
  run: Ref
  path: string
  name: string
  input: string
  state: string
}

export interface ArtifactMaker {
  run: Ref
  path: string
  name: string
  output: string
  state: string
}

export interface ArtifactDetail extends ArtifactRow {
  metadata: Json
  type_schema: string
  used_by: ArtifactUse[]
  made_by: ArtifactMaker[]
  exists: boolean
  kind: PreviewKind
}

export interface TablePart {
  columns: string[]
  rows: Json[][]
  total_rows: number | null
}

export interface FolderEntry {
  name: string
  size_bytes: number | null
  is_folder: boolean
}

export interface Preview {
  kind: PreviewKind
  size_bytes: number | null
  media_type: string | null
  text: string | null
  is_cut: boolean
  /** Why nothing more is shown. */
  note?: string | null
  table: TablePart | null
  entries: FolderEntry[] | null
  json: Json
  metrics: ScalarMetric[] | null
  classification: Classification[] | null
}

export type LineageNode =
  | { id: string; kind: 'artifact'; artifact: ArtifactRow }
  | { id: string; kind: 'task'; run: Ref; path: string; name: string; state: string; cached: boolean }

export interface LineageEdge {
  source: string
  target: string
  slot: string
}

export interface Lineage {
  center: string
  nodes: LineageNode[]
  edges: LineageEdge[]
  is_cut: boolean
}

export interface Found {
  kind: 'run' | 'pipeline' | 'experiment' | 'artifact'
  id: string
  title: string
  subtitle: string
  state: string | null
}
