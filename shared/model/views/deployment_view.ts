import type { LngLat, LngLatBounds } from '../../geo/lng_lat';
import type { JurisdictionNode } from '../jurisdiction';
import type { Standard } from '../standard';
import type { TimeWindow } from '../time_window';

/** What every page needs first. `undefined` bounds: nothing imported yet, the page shows the empty state. */
export interface DeploymentView {
  readonly name: string;
  readonly crs: string;
  readonly timeZone: string;
  readonly cellMeters: number;
  readonly isDemo: boolean;
  readonly bounds: LngLatBounds | undefined;
  readonly center: LngLat | undefined;
  /** Server clock, ISO. */
  readonly now: string;
  /** Named windows resolved on the server in the deployment's zone. `shift` is the shift band `now` lies in. */
  readonly windows: Readonly<
    Record<
      'now' | 'shift' | 'today' | 'previousShift' | 'last7Days' | 'last28Days' | 'previous28Days' | 'nextShift' | 'tonight',
      TimeWindow
    >
  >;
  readonly jurisdictions: readonly JurisdictionNode[];
  readonly standards: readonly Standard[];
  readonly standardVersion: number;
  readonly riskVersion: { readonly id: number; readonly fittedUntil: string; readonly model: string } | undefined;
  readonly counts: {
    readonly incidents: number;
    readonly fixes: number;
    readonly units: number;
    readonly streetSegments: number;
    readonly squares: number;
  };
  /** Age of the newest record per stream, seconds; undefined when the stream never delivered. */
  readonly streamAgesSeconds: {
    readonly incidents: number | undefined;
    readonly vehicle: number | undefined;
    readonly foot: number | undefined;
    readonly drone: number | undefined;
  };
}
