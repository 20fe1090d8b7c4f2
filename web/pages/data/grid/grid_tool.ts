import type { LngLat } from '@beatline/shared/geo/lng_lat';

/** What a press on the map means. `code` is the cell in hand, undefined when there is none. */
export type GridTool =
  | { readonly kind: 'select'; readonly code: string | undefined }
  /** The line that is being drawn across the cell. */
  | { readonly kind: 'split'; readonly code: string | undefined; readonly line: readonly LngLat[] }
  /** The cells to join, the one that keeps its name first. */
  | { readonly kind: 'merge'; readonly codes: readonly string[] }
  | { readonly kind: 'move'; readonly code: string | undefined };

export const SELECTING: GridTool = { kind: 'select', code: undefined };
export const GRID_TOOLS = ['select', 'split', 'merge', 'move'] as const satisfies readonly GridTool['kind'][];

/** The cell a tool has in hand. */
export function codeOf(tool: GridTool): string | undefined {
  return tool.kind === 'merge' ? tool.codes[0] : tool.code;
}

/** Another tool, with the cell in hand kept. */
export function withKind(tool: GridTool, kind: GridTool['kind']): GridTool {
  const code = codeOf(tool);
  if (kind === 'merge') return { kind, codes: code === undefined ? [] : [code] };
  return kind === 'split' ? { kind, code, line: [] } : { kind, code };
}

/** The tool after a press on a cell (undefined: beside every cell) at a position. */
export function pressed(tool: GridTool, code: string | undefined, at: LngLat): GridTool {
  if (tool.kind === 'merge') {
    if (code === undefined) return tool;
    const others = tool.codes.filter((known) => known !== code);
    return { kind: 'merge', codes: others.length === tool.codes.length ? [...others, code] : others };
  }
  // The first press takes the cell in hand; only then is a line drawn.
  if (tool.kind === 'split') return tool.code === undefined ? { ...tool, code } : { ...tool, line: [...tool.line, at] };
  if (tool.kind === 'move' && tool.code !== undefined && code === undefined) return tool;
  return { ...tool, code };
}

/** The tool after its change has been made: still in hand, with nothing begun. */
export function nextTool(tool: GridTool): GridTool {
  if (tool.kind === 'merge') return { kind: 'merge', codes: tool.codes.slice(0, 1) };
  return tool.kind === 'split' ? { ...tool, line: [] } : tool;
}

/** The tool with the last step taken back: the last point of a line, the last cell to join, the cell in hand. */
export function stepBack(tool: GridTool): GridTool {
  if (tool.kind === 'merge') return { kind: 'merge', codes: tool.codes.slice(0, -1) };
  if (tool.kind === 'split' && tool.line.length > 0) return { ...tool, line: tool.line.slice(0, -1) };
  return tool.kind === 'split' ? { ...tool, code: undefined } : { kind: tool.kind, code: undefined };
}
