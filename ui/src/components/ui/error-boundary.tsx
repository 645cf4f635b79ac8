import { Component, type ReactNode } from 'react'
import { ErrorState } from './error-state'

interface Props {
  what: string
  children: ReactNode
  /** Whatever changes when there is a new chance: an id, a tab. */
  resetKey?: string
}

interface Caught {
  error: unknown
  key: string | undefined
}

/** A part of the page that fails alone: the rest stays. */
export class ErrorBoundary extends Component<Props, { caught: Caught | null }> {
  override state: { caught: Caught | null } = { caught: null }

  static getDerivedStateFromError(error: unknown): { caught: Caught } {
    return { caught: { error, key: undefined } }
  }

  static getDerivedStateFromProps(props: Props, state: { caught: Caught | null }): { caught: Caught | null } {
    const { caught } = state
    if (caught === null || caught.key === props.resetKey) return state
    return caught.key === undefined ? { caught: { ...caught, key: props.resetKey } } : { caught: null }
  }

  override render(): ReactNode {
    if (this.state.caught === null) return this.props.children
    return (
      <ErrorState
        what={this.props.what}
        error={this.state.caught.error}
        onRetry={() => this.setState({ caught: null })}
      />
    )
  }
}
