import { useEffect, useState, type CSSProperties } from 'react';
import { useFormat } from '../format/use_format';
import { textOf } from '../format/quantities';
import { useMap } from './map_context';
import styles from './map_view.module.css';

/** Ground metres per screen pixel at the equator at zoom 0, with 512-pixel tiles (Web Mercator). */
const METERS_PER_PIXEL_AT_ZOOM_0 = 40_075_016.686 / 512;
const LONGEST_PIXELS = 110;

/** The longest of 1, 2, 5 x 10^n metres that fits. */
function roundLength(longestMeters: number): number {
  const power = 10 ** Math.floor(Math.log10(longestMeters));
  const digit = longestMeters / power;
  return (digit >= 5 ? 5 : digit >= 2 ? 2 : 1) * power;
}

/** Length bar, and what else the reader must know about the ground. */
export function MapScale({ note, style }: { readonly note: string; readonly style?: CSSProperties }) {
  const { map } = useMap();
  const format = useFormat();
  const metersPerPixel = () => (METERS_PER_PIXEL_AT_ZOOM_0 / 2 ** map.getZoom()) * Math.cos((map.getCenter().lat * Math.PI) / 180);
  const [scale, setScale] = useState(metersPerPixel);
  useEffect(() => {
    const update = () => setScale(metersPerPixel());
    map.on('moveend', update);
    return () => {
      map.off('moveend', update);
    };
  });
  const meters = roundLength(scale * LONGEST_PIXELS);
  return (
    <div className={styles['scale']} style={style}>
      <i style={{ width: meters / scale }} />
      {textOf(format.distance(meters))}
      {note !== '' && `\u2003${note}`}
    </div>
  );
}
