import type { UnlocatedReason } from './views/incident_view';

/** Who reported it (METHODS 2): only citizen-reported incidents feed demand by default. */
export const INCIDENT_SOURCES = ['citizen', 'officer'] as const;
export type IncidentSource = (typeof INCIDENT_SOURCES)[number];

/** One incident ready to be stored: a place and times, no person. Instants are epoch milliseconds UTC. */
export interface IncidentInput {
  /** Stable identity (COMMANDS): external id, or hash of the row's values and its ordinal among equal rows. */
  readonly identity: string;
  readonly externalId: string | undefined;
  readonly occurredAtMs: number;
  /** End of a from-to range, when the source gives one. */
  readonly occurredUntilMs: number | undefined;
  /** False when the source gives a date without a believable hour (METHODS 2): enters the level, not the profile. */
  readonly hourKnown: boolean;
  readonly receivedAtMs: number | undefined;
  readonly acknowledgedAtMs: number | undefined;
  readonly contactedAtMs: number | undefined;
  readonly arrivedAtMs: number | undefined;
  readonly closedAtMs: number | undefined;
  readonly categoryCode: string;
  readonly source: IncidentSource;
  readonly location: readonly [lng: number, lat: number] | undefined;
  readonly address: string | undefined;
  /** Why there is no location. */
  readonly unlocatedReason?: UnlocatedReason | undefined;
}
