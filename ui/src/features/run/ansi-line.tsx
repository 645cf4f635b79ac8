import Anser from 'anser'
import { type CSSProperties, memo } from 'react'

/** A line of a log as text with its colours; whatever it holds, nothing of it is a tag or a script. */
export const AnsiLine = memo(function AnsiLine({ text }: { text: string }) {
  // What a progress bar wrote over is not shown: only what stood there in the end.
  const shown = text.replace(/\r$/, '').split('\r').at(-1) || text
  if (!shown.includes('\u001b')) return <>{shown || ' '}</>
  return (
    <>
      {Anser.ansiToJson(shown, { json: true, remove_empty: true }).map((part, index) => (
        <span key={`${index} ${part.content}`} style={styleOf(part)}>
          {part.content}
        </span>
      ))}
    </>
  )
})

function styleOf({ fg, bg, decorations }: Anser.AnserJsonEntry): CSSProperties {
  return {
    ...(fg ? { color: `color-mix(in oklab, rgb(${fg}) 70%, currentColor)` } : {}),
    ...(bg ? { backgroundColor: `rgba(${bg}, 0.3)` } : {}),
    ...(decorations.includes('bold') ? { fontWeight: 700 } : {}),
    ...(decorations.includes('italic') ? { fontStyle: 'italic' } : {}),
    ...(decorations.includes('underline') ? { textDecoration: 'underline' } : {}),
    ...(decorations.includes('dim') ? { opacity: 0.6 } : {}),
  }
}
