import type { LngLat } from '@beatline/shared/geo/lng_lat';
import { useEffect, useRef, type ReactNode } from 'react';
import { useMap } from './map_context';
import styles from './map_view.module.css';

/** The stroke between a position and its box begins beside the square's own outline. */
const LEADER_STARTS_PIXELS = 12;
/** The box keeps clear of the map's edges, and is never larger than what they leave. */
const EDGE_PIXELS = 8;

/** Keeps its children at a position of the map, right of it or left where there is no room; moved without re-rendering. */
export function MapAnchor({
  position,
  gapPixels = 34,
  children,
}: {
  readonly position: LngLat;
  readonly gapPixels?: number;
  readonly children: ReactNode;
}) {
  const { map } = useMap();
  const box = useRef<HTMLDivElement>(null);
  const leader = useRef<HTMLElement>(null);
  const [lng, lat] = position;
  useEffect(() => {
    const place = () => {
      const element = box.current;
      if (element === null) return;
      const point = map.project([lng, lat]);
      const frame = map.getContainer();
      element.style.maxHeight = `${frame.clientHeight - 2 * EDGE_PIXELS}px`;
      element.style.maxWidth = `${frame.clientWidth - 2 * EDGE_PIXELS}px`;
      const fitsRight = point.x + gapPixels + element.offsetWidth + EDGE_PIXELS < frame.clientWidth;
      const left = fitsRight ? point.x + gapPixels : point.x - gapPixels - element.offsetWidth;
      const x = Math.max(EDGE_PIXELS, Math.min(left, frame.clientWidth - element.offsetWidth - EDGE_PIXELS));
      const lowest = Math.max(EDGE_PIXELS, frame.clientHeight - element.offsetHeight - EDGE_PIXELS);
      const y = Math.min(Math.max(EDGE_PIXELS, point.y - element.offsetHeight / 3), lowest);
      element.style.transform = `translate(${Math.round(x)}px, ${Math.round(y)}px)`;
      const inside = point.x > -40 && point.y > -40 && point.x < frame.clientWidth + 40 && point.y < frame.clientHeight + 40;
      element.style.visibility = inside ? 'visible' : 'hidden';
      if (leader.current === null) return;
      const leaderX = fitsRight ? point.x + LEADER_STARTS_PIXELS : point.x - gapPixels;
      leader.current.style.transform = `translate(${Math.round(leaderX)}px, ${Math.round(point.y)}px)`;
      leader.current.style.visibility = element.style.visibility;
    };
    place();
    map.on('move', place);
    map.on('resize', place);
    const resized = new ResizeObserver(place);
    if (box.current !== null) resized.observe(box.current);
    return () => {
      map.off('move', place);
      map.off('resize', place);
      resized.disconnect();
    };
  }, [map, lng, lat, gapPixels]);
  return (
    <>
      <i ref={leader} className={styles.leader} style={{ width: gapPixels - LEADER_STARTS_PIXELS }} />
      <div ref={box} className={styles.anchored}>
        {children}
      </div>
    </>
  );
}
