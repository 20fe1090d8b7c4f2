import { z } from 'zod';

/** Kinds of place in the register 重点部位. Stored by name. */
export const PLACE_KINDS = [
  'school',
  'kindergarten',
  'square',
  'market',
  'mall',
  'bus_stop',
  'shop_cluster',
  'logistics',
  'car_sales',
  'small_hotel',
  'bank',
  'hospital',
  'compound',
  'police_room',
  'police_station',
  'enterprise_service',
  'civility_post',
  'risk_enterprise',
  'railway_station',
  'other',
] as const;
export const placeKindSchema = z.enum(PLACE_KINDS);
export type PlaceKind = (typeof PLACE_KINDS)[number];
