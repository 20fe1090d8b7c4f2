import type { Plan } from '@beatline/shared/model/plan';
import type { TimeWindow } from '@beatline/shared/model/time_window';
import { skipToken, useQuery } from '@tanstack/react-query';
import type { Layer } from 'deck.gl';
import { useMemo } from 'react';
import { trpc } from '../../api/client';
import { textOf } from '../../format/quantities';
import { useFormat } from '../../format/use_format';
import { hotspotLayers, placesLayer, zoneLayers } from '../../map/layers/ground_layers';
import { planLayers } from '../../map/layers/plan_layers';
import { hatchLayer, lettersLayer, squareEdgeLayers, squaresLayer } from '../../map/layers/square_layers';
import { tracksLayer, trailsLayer } from '../../map/layers/track_layers';
import { unitLayers, type UnitOnMap } from '../../map/layers/unit_layers';
import { rampOf, rgbaOf, tierColorsOf } from '../../map/map_colors';
import type { SquareGeometry } from '../../map/square_geometry';
import { momentsAt, tracksOf } from '../../map/tracks';
import { useNowMs } from '../../state/clock';
import { useLive } from '../../state/live';
import { planLinesOf } from './bench/plan_lines';
import type { CommandState } from './command_state';
import { usePlayback, type Playback } from './strip/playback';
import type { FieldOnMap } from './use_field';

const THEME = 'dark';
const HOUR_MS = 3_600_000;
/** Tracks of longer windows would be one white sheet, and megabytes: the last day of the window is drawn. */
const LONGEST_TRACKS_MS = 24 * HOUR_MS;
/** How far a replayed unit's trail reaches back: chosen, because at 60 times speed it is eight seconds of watching. */
const TRAIL_MS = 8 * 60_000;

/** A unit silent for longer than this is off duty: it stays in the list, not on the map. */
const LONGEST_AGE_SECONDS = 3600;

export interface CommandLayersInput {
  readonly state: CommandState;
  readonly field: FieldOnMap;
  readonly geometry: SquareGeometry | undefined;
  readonly plan: Plan | undefined;
  readonly playback: Playback;
  readonly stripWindow: TimeWindow | undefined;
}

/** All layers of the page; each part keeps its objects as long as what it draws stays the same. */
export function useCommandLayers(input: CommandLayersInput): Layer[] {
  const { state } = input;
  const replaying = usePlayback(input.playback).instantMs !== undefined;
  const squares = useSquareLayers(input);
  const ground = useGroundLayers(state);
  const tracks = useTrackLayers(input);
  const live = useLiveUnitLayers(state.overlays.includes('units') && !replaying);
  const plan = useMemo(
    () =>
      input.plan === undefined || !state.overlays.includes('lines')
        ? []
        : planLayers({ theme: THEME, lines: planLinesOf(input.plan), focus: state.line }),
    [input.plan, state.overlays, state.line],
  );
  return useMemo(() => [...squares, ...ground, ...tracks, ...plan, ...live], [squares, ground, tracks, plan, live]);
}

function useSquareLayers({ state, field, geometry }: CommandLayersInput): Layer[] {
  const scale = useMemo(
    () =>
      field.scale === undefined
        ? undefined
        : { breaks: field.scale.breaks, colors: field.scale.unit === 'tier' ? tierColorsOf(THEME) : rampOf(THEME) },
    [field.scale],
  );
  const casing = rgbaOf(THEME, 'map-halo');
  const selected = state.square === undefined ? undefined : geometry?.indexOfSquare.get(state.square);
  return useMemo(() => {
    if (geometry === undefined) return [];
    const layers: Layer[] = [];
    if (scale !== undefined && field.values !== undefined && field.geometryVersion === geometry.version) {
      layers.push(squaresLayer({ id: 'squares', geometry, values: field.values, scale }));
      if (field.letters.length > 0) layers.push(lettersLayer({ geometry, letters: field.letters, color: rgbaOf(THEME, 'text-1') }));
      layers.push(hatchLayer({ geometry, indices: field.unknown, color: rgbaOf(THEME, 'text-2', 0.55) }));
      layers.push(
        ...squareEdgeLayers({ id: 'squares-overdue', geometry, indices: field.overdueRed, color: rgbaOf(THEME, 'tier-a'), casing }),
      );
    }
    if (selected !== undefined)
      layers.push(
        ...squareEdgeLayers({
          id: 'square-selected',
          geometry,
          indices: [selected],
          color: [255, 255, 255, 255],
          casing,
          widthPixels: 2.4,
        }),
      );
    return layers;
    // oxlint-disable-next-line react-hooks/exhaustive-deps -- the casing is a token of a fixed theme
  }, [geometry, scale, field, selected]);
}

function useGroundLayers(state: CommandState): Layer[] {
  const on = (overlay: CommandState['overlays'][number]) => state.overlays.includes(overlay);
  const window = state.window;
  const zones = useQuery(trpc.zones.list.queryOptions(on('zones') ? undefined : skipToken, { staleTime: Infinity })).data;
  const places = useQuery(trpc.places.list.queryOptions(on('places') ? undefined : skipToken, { staleTime: Infinity })).data;
  const hotspots = useQuery(trpc.hotspots.inArea.queryOptions(on('hotspots') && window !== undefined ? window : skipToken)).data;
  const shown = on('zones') ? zones : undefined;
  const shownPlaces = on('places') ? places : undefined;
  const shownHotspots = on('hotspots') ? hotspots : undefined;
  return useMemo(
    () => [
      ...(shown === undefined ? [] : zoneLayers(THEME, shown)),
      ...(shownPlaces === undefined ? [] : [placesLayer(THEME, shownPlaces)]),
      ...(shownHotspots === undefined ? [] : hotspotLayers(THEME, shownHotspots)),
    ],
    [shown, shownPlaces, shownHotspots],
  );
}

/** The tracks of the window, and what the playhead shows of the strip's day. */
function useTrackLayers({ state, playback, stripWindow }: CommandLayersInput): Layer[] {
  const { instantMs } = usePlayback(playback);
  const nowMs = useNowMs(60_000);
  const modes = state.question?.modes;
  const shown = state.overlays.includes('tracks') ? trackWindowOf(state.window, nowMs) : undefined;
  const replayed = instantMs === undefined ? undefined : trackWindowOf(stripWindow, nowMs);
  const windowTracks = useQuery(
    trpc.tracks.window.queryOptions(shown === undefined ? skipToken : { ...shown, ...(modes === undefined ? {} : { modes }) }),
  ).data;
  const dayTracks = useQuery(
    trpc.tracks.window.queryOptions(replayed === undefined ? skipToken : { ...replayed, ...(modes === undefined ? {} : { modes }) }),
  ).data;
  const isShown = shown !== undefined;
  const windowLayers = useMemo(
    () => (isShown && windowTracks !== undefined ? [tracksLayer(THEME, tracksOf(windowTracks))] : []),
    [isShown, windowTracks],
  );
  const replayLayers = useMemo(() => {
    if (instantMs === undefined || dayTracks === undefined) return [];
    const moments = momentsAt(tracksOf(dayTracks), instantMs, TRAIL_MS);
    const units = moments.map((moment): UnitOnMap => ({
      code: moment.unitCode,
      mode: moment.mode,
      location: moment.location,
      headingDegrees: moment.headingDegrees,
      stale: moment.ageSeconds > 90,
      onDispatch: false,
      label: moment.unitCode,
    }));
    return [trailsLayer(THEME, moments), ...unitLayers({ theme: THEME, units, replayed: true, labelled: true })];
  }, [instantMs, dayTracks]);
  return useMemo(() => [...windowLayers, ...replayLayers], [windowLayers, replayLayers]);
}

/** The part of a window that is over, at most its last day, on whole quarter hours so that the question does not change each minute. */
function trackWindowOf(window: TimeWindow | undefined, nowMs: number | undefined): TimeWindow | undefined {
  if (window === undefined || nowMs === undefined) return undefined;
  const quarterMs = HOUR_MS / 4;
  const toMs = Math.min(Date.parse(window.to), Math.ceil(nowMs / quarterMs) * quarterMs);
  const fromMs = Math.max(Date.parse(window.from), toMs - LONGEST_TRACKS_MS);
  return fromMs < toMs ? { from: new Date(fromMs).toISOString(), to: new Date(toMs).toISOString() } : undefined;
}

function useLiveUnitLayers(shown: boolean): Layer[] {
  const live = useLive();
  const format = useFormat();
  return useMemo(() => {
    if (!shown) return [];
    const units = live.units
      .filter((unit) => unit.ageSeconds <= LONGEST_AGE_SECONDS)
      .map((unit): UnitOnMap => ({
        code: unit.code,
        mode: unit.mode,
        location: unit.location,
        headingDegrees: unit.headingDegrees,
        stale: unit.stale,
        onDispatch: unit.duty === 'dispatch',
        label: unit.stale ? `${unit.code} ${textOf(format.age(unit.ageSeconds))}` : unit.code,
      }));
    return unitLayers({ theme: THEME, units, replayed: false, labelled: true });
  }, [live.units, shown, format]);
}
