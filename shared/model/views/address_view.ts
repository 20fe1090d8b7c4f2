import type { LngLat } from '../../geo/lng_lat';

/** How closely an address was found, finest first: 门牌, 楼栋, 小区, 路口, 路段, 社区. Stored by name. */
export const ADDRESS_LEVELS = ['house_number', 'building', 'compound', 'crossing', 'section', 'community'] as const;
export type AddressLevel = (typeof ADDRESS_LEVELS)[number];

/** One place an address text may mean. */
export interface AddressHit {
  readonly level: AddressLevel;
  /** 0 to 1: how likely the location is within 50 m of what the text means. Below `ACCEPTED_SCORE` of shared/addresses it is not mapped unasked. */
  readonly score: number;
  readonly location: LngLat;
  /** What the text was matched with, as the register, map or address file writes it. */
  readonly matched: string;
}
