import { PathLayer, type Layer } from 'deck.gl';
import { rgbaOf, type MapTheme } from '../map_colors';
import type { TrackMoment, Tracks } from '../tracks';

/** Every track of the window, thin: density shows where patrols were. Positions go to the GPU as they came. */
export function tracksLayer(theme: MapTheme, tracks: Tracks): Layer {
  return new PathLayer({
    id: 'tracks',
    data: { length: tracks.paths.length, startIndices: tracks.startIndex, attributes: { getPath: { value: tracks.positions, size: 2 } } },
    _pathType: 'open',
    positionFormat: 'XY',
    getColor: rgbaOf(theme, 'text-1', 0.34),
    getWidth: 1.3,
    widthUnits: 'pixels',
  });
}

/** The last minutes behind each replayed unit. */
export function trailsLayer(theme: MapTheme, moments: readonly TrackMoment[]): Layer {
  return new PathLayer<TrackMoment>({
    id: 'playback:trails',
    data: moments,
    getPath: (moment) => moment.trail,
    getColor: rgbaOf(theme, 'act', 0.8),
    getWidth: 2.4,
    widthUnits: 'pixels',
    jointRounded: true,
    capRounded: true,
  });
}
