import type { Area } from './spatial'

export type Side = 'left' | 'right' | 'up' | 'down'

/** So many pixels beyond an edge are empty margin, or too little to look for. */
const LEAST = 12

/** The sides of a frame beyond which a drawing goes on, given where it lies in the frame. */
export function sidesBeyond(drawing: Area, room: { width: number; height: number }): Side[] {
  if (room.width === 0 || room.height === 0) return []
  const sides: Side[] = []
  if (drawing.x < -LEAST) sides.push('left')
  if (drawing.x + drawing.width > room.width + LEAST) sides.push('right')
  if (drawing.y < -LEAST) sides.push('up')
  if (drawing.y + drawing.height > room.height + LEAST) sides.push('down')
  return sides
}
