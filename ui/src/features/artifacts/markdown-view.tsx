import Markdown from 'react-markdown'
import remarkGfm from 'remark-gfm'

const PLUGINS = [remarkGfm]

/** A text of a task: no HTML in it counts, and its links leave without saying from where. */
export function MarkdownView({ text }: { text: string }) {
  return (
    <div className="prose max-w-3xl px-6 py-4">
      <Markdown
        remarkPlugins={PLUGINS}
        skipHtml
        components={{
          a: ({ children, href }) => (
            <a href={href} target="_blank" rel="noopener noreferrer nofollow">
              {children}
            </a>
          ),
          // A picture from elsewhere would tell others that this page is read.
          img: ({ alt, src }) => (
            <span className="text-ink-3">{`[picture${alt ? `: ${alt}` : ''}${typeof src === 'string' ? ` (${src.slice(0, 80)})` : ''}]`}</span>
          ),
        }}
      >
        {text}
      </Markdown>
    </div>
  )
}
