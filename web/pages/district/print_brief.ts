import type { MapHandle } from '../../map/map_context';
import { useEffect, type RefObject } from 'react';

/** Printable width of A4 landscape with 8 mm margins at 96 px per inch. */
const PAPER_WIDTH_PIXELS = ((297 - 2 * 8) / 25.4) * 96;

/**
 * Readies the page for paper whenever the browser prints: the map's picture is taken inside a frame (WebGL keeps none afterwards) and stands in for the
 * canvas, and the page is shrunk from its width on screen to the width of the paper, so that drawings keep the measures they were drawn with.
 */
export function usePrintedPage(page: RefObject<HTMLElement | null>, map: MapHandle['map'] | undefined): void {
  useEffect(() => {
    const remove: (() => void)[] = [];
    const before = () => {
      const element = page.current;
      if (element === null) return;
      element.style.setProperty('--print-width', `${element.offsetWidth}px`);
      element.style.setProperty('--print-zoom', String(Math.min(1, PAPER_WIDTH_PIXELS / element.offsetWidth)));
      if (map !== undefined) remove.push(standInFor(map));
    };
    const after = () => remove.splice(0).forEach((undo) => undo());
    window.addEventListener('beforeprint', before);
    window.addEventListener('afterprint', after);
    return () => {
      window.removeEventListener('beforeprint', before);
      window.removeEventListener('afterprint', after);
      after();
    };
  }, [page, map]);
}

/** Puts an image of the map over its canvas and answers how to take it away again. */
function standInFor(map: MapHandle['map']): () => void {
  const image = document.createElement('img');
  image.alt = '';
  image.style.cssText = 'position:absolute;inset:0;width:100%;height:100%';
  void map.once('render', () => {
    image.src = map.getCanvas().toDataURL();
  });
  map.redraw();
  map.getCanvasContainer().append(image);
  return () => image.remove();
}
