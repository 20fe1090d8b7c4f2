import { z } from 'zod';
import type { LngLat } from '../../geo/lng_lat';

/** What police cells are to be made from the streets. */
export const gridGenerationSchema = z.object({
  /** Police cells wanted over all stations; each station gets a share by its streets and incidents, at least one. */
  cells: z.number().int().min(1).max(2000),
  /** Weight of street length against incidents when cells are balanced: 1 only streets, 0 only incidents. */
  streetShare: z.number().min(0).max(1).default(0.5),
  /** Area to divide; every station (else district, bureau, or the ground of the streets) when absent. */
  jurisdictionId: z.number().int().optional(),
});
export type GridGeneration = z.output<typeof gridGenerationSchema>;

const lngLat = z.tuple([z.number().min(-180).max(180), z.number().min(-90).max(90)]);

/** One change of the draft. Whatever would overlap, leave a hole or take a cell apart is refused and changes nothing. */
export const gridEditSchema = z.discriminatedUnion('kind', [
  /** Cuts one cell along a line that crosses it once; the line may run on beyond the cell. The new part gets a code of its own. */
  z.object({ kind: z.literal('split'), code: z.string().min(1), line: z.array(lngLat).min(2).max(200) }),
  /** Joins neighbours; the first keeps its code and name. */
  z.object({ kind: z.literal('merge'), codes: z.array(z.string().min(1)).min(2).max(50) }),
  /** Moves one corner for every cell that has it. `from` is the corner as the preview gives it. */
  z.object({ kind: z.literal('moveVertex'), from: lngLat, to: lngLat }),
  z.object({ kind: z.literal('rename'), code: z.string().min(1), name: z.string().trim().min(1).max(100) }),
]);
export type GridEdit = z.output<typeof gridEditSchema>;

/** One cell of the draft. */
export interface GridDraftCell {
  readonly code: string;
  readonly name: string;
  /** Station it lies in, undefined without stations. */
  readonly parentCode: string | undefined;
  /** Street length inside; a street on a border counts half to either side. */
  readonly streetMeters: number;
  /** Incidents of the two years before it was made. */
  readonly incidents: number;
  readonly areaSquareMeters: number;
  /** Rings closed, positions to 1e-7 degrees: neighbours name the same corners. */
  readonly geometry: { readonly type: 'MultiPolygon'; readonly coordinates: readonly (readonly (readonly LngLat[])[])[] };
}

/** The draft of a police grid, as kept by the server until it is applied or thrown away. */
export interface GridDraft {
  readonly origin: 'generated' | 'current';
  readonly cells: readonly GridDraftCell[];
  /** Largest load of a cell over the mean load, by streetShare; 1 is perfectly even. Undefined when there is nothing to weigh. */
  readonly balance: GridBalance | undefined;
  /** Street classes whose lines bound the blocks; empty for a copy of the current grid. */
  readonly boundaryClasses: readonly string[];
  /** Grows with every change: an edit names the revision it was drawn on. */
  readonly revision: number;
}

export interface GridBalance {
  readonly maxOverMeanLoad: number;
  readonly maxOverMeanStreets: number;
  readonly maxOverMeanIncidents: number;
}

/** How far a generation is. */
export interface GridProgress {
  readonly jobId: string;
  readonly state: 'queued' | 'running' | 'done' | 'failed' | 'cancelled';
  readonly stage: 'blocks' | 'weighing' | 'merging' | 'storing';
  readonly fractionDone: number;
  /** Once done: fetch the draft with grid.preview. */
  readonly cells: number | undefined;
  readonly balance: GridBalance | undefined;
  readonly error: { readonly code: string; readonly message: string; readonly hint: string | undefined } | undefined;
}

/** What applying the draft did. */
export interface GridApplied {
  readonly batch: number;
  readonly cells: number;
  readonly removed: number;
  readonly overlapsSquareMeters: number;
  readonly holesSquareMeters: number;
}

/*
 * Calls (router `grid`):
 *   generate(GridGeneration) mutation → {jobId}; progress({jobId}) subscription → GridProgress; cancel({jobId}) mutation
 *   copyCurrent() mutation → GridDraft: the police cells in force become the draft
 *   preview() query → GridDraft | null
 *   edit({revision, operation: GridEdit}) mutation → GridDraft
 *   undo() mutation → GridDraft: takes the last edit back
 *   putInForce() mutation → GridApplied: the draft becomes the police cells in force
 *   discard() mutation
 */
