import type { SquareDescription } from '@beatline/db/queries/squares';
import type { Side } from '@beatline/shared/model/views/coverage_view';

/** Sides in the language of place names, which are Chinese where sides are written after them. */
const SIDE_NAMES: Readonly<Record<Side, string>> = {
  north: '北侧',
  northeast: '东北侧',
  east: '东侧',
  southeast: '东南侧',
  south: '南侧',
  southwest: '西南侧',
  west: '西侧',
  northwest: '西北侧',
  center: '',
};
const HAN = /\p{Script=Han}/u;

/** A square as a stop is called on paper: its nearest place and, where the place is written in Chinese, the side of it; empty when nothing is near. */
export function squareName(square: SquareDescription | undefined): string {
  if (square === undefined) return '';
  return HAN.test(square.placeName) && square.side !== undefined ? `${square.placeName}${SIDE_NAMES[square.side]}` : square.placeName;
}
