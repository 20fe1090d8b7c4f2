import { Refusal } from '../model/refusal';
import { geoJsonFeatureOf, type GeoJsonFeature } from './geojson';

/** Reads GeoJSON piece by piece. */
export interface GeoJsonReader {
  write(text: string): void;
  /** Call once after the last piece. */
  close(): void;
  /** Members of the root object beside its features, as parsed; complete once closed. */
  readonly root: Readonly<Record<string, unknown>>;
}

/** Chosen: the largest outline of a province has some million positions, 40 MB of text. One feature is held in memory, never all. */
const MAX_VALUE_CHARACTERS = 64 * 2 ** 20;
/** Root members beside features and geometry: names, crs, bounding boxes. */
const MAX_MEMBERS = 1000;

const QUOTE = 34;
const COMMA = 44;
const COLON = 58;
const BACKSLASH = 92;
const OPEN_BRACKET = 91;
const CLOSE_BRACKET = 93;
const OPEN_BRACE = 123;
const CLOSE_BRACE = 125;

/**
 * A reader that hands each feature of a FeatureCollection, or the one Feature a file may be, to `take` in file order. Broken features come without geometry,
 * so that they can be counted and named. Throws a Refusal when the text is no JSON, no GeoJSON or cut off. Memory: the longest feature.
 */
export function createGeoJsonReader(take: (feature: GeoJsonFeature) => void): GeoJsonReader {
  const root: Record<string, unknown> = {};
  let state: 'before' | 'key' | 'colon' | 'value' | 'elements' | 'after' = 'before';
  /** Brackets and braces open inside the value being gathered. */
  let nesting = 0;
  let inString = false;
  let escaped = false;
  let gathered = '';
  let key = '';
  let members = 0;
  let features = 0;

  const gather = (piece: string): void => {
    gathered += piece;
    if (gathered.length > MAX_VALUE_CHARACTERS) throw broken(`one value is longer than ${MAX_VALUE_CHARACTERS} characters`);
  };
  const finishMember = (): void => {
    members += 1;
    if (members > MAX_MEMBERS) throw broken('it has too many members');
    root[key] = parsed(gathered);
    gathered = '';
  };
  const finishElement = (isLast: boolean): void => {
    if (isLast && features === 0 && gathered.trim() === '') return;
    features += 1;
    take(geoJsonFeatureOf(parsed(gathered)));
    gathered = '';
  };

  /** Handles one character outside a string; answers whether it belongs to the value being gathered. */
  const structure = (code: number): boolean => {
    if (state === 'value' || state === 'elements') {
      if (nesting === 0) {
        if (state === 'value' && code === OPEN_BRACKET && key === 'features' && gathered.trim() === '') {
          state = 'elements';
          gathered = '';
          return false;
        }
        if (code === COMMA) {
          if (state === 'value') {
            finishMember();
            state = 'key';
          } else finishElement(false);
          return false;
        }
        if (state === 'elements' && code === CLOSE_BRACKET) {
          finishElement(true);
          members += 1;
          // What follows up to the comma must be blank, which the empty member says.
          key = '';
          gathered = 'null';
          state = 'value';
          return false;
        }
        if (state === 'value' && code === CLOSE_BRACE) {
          finishMember();
          state = 'after';
          return false;
        }
      }
      if (code === OPEN_BRACE || code === OPEN_BRACKET) nesting += 1;
      else if (code === CLOSE_BRACE || code === CLOSE_BRACKET) nesting -= 1;
      if (nesting < 0) throw broken('its brackets do not match');
      return true;
    }
    if (isBlank(code)) return false;
    if (state === 'before' && code === OPEN_BRACE) state = 'key';
    else if (state === 'colon' && code === COLON) state = 'value';
    else if (state === 'key' && code === CLOSE_BRACE && members === 0) state = 'after';
    else if (state === 'before')
      throw new Refusal('geojson_wrong', 'the file is no GeoJSON object', 'export the layer as GeoJSON (RFC 7946)');
    else throw broken('a member has no name, or text follows its end');
    return false;
  };

  const write = (text: string): void => {
    let from = 0;
    for (let i = 0; i < text.length; i++) {
      const code = text.charCodeAt(i);
      if (inString) {
        if (escaped) escaped = false;
        else if (code === BACKSLASH) escaped = true;
        else if (code === QUOTE) {
          inString = false;
          if (state === 'key') {
            gather(text.slice(from, i + 1));
            key = String(parsed(gathered));
            gathered = '';
            from = i + 1;
            state = 'colon';
          }
        }
        continue;
      }
      if (code === QUOTE) {
        if (state === 'before' || state === 'colon' || state === 'after') throw broken('a text stands where none may');
        inString = true;
        if (state === 'key') from = i;
        continue;
      }
      if (state !== 'value' && state !== 'elements') {
        structure(code);
        from = i + 1;
        continue;
      }
      if (code !== COMMA && code !== OPEN_BRACE && code !== CLOSE_BRACE && code !== OPEN_BRACKET && code !== CLOSE_BRACKET) continue;
      const ends = nesting === 0 && (code === COMMA || code === CLOSE_BRACE || code === CLOSE_BRACKET);
      if (ends) {
        gather(text.slice(from, i));
        from = i;
      }
      if (!structure(code)) from = i + 1;
    }
    if (inString || state === 'value' || state === 'elements') gather(text.slice(from));
  };

  return {
    root,
    write,
    close() {
      if (state === 'before') throw new Refusal('file_empty', 'the file holds no GeoJSON', 'export it again and check that it holds data');
      if (state !== 'after') throw broken('it is cut off');
      if (root['type'] === 'Feature' && features === 0) {
        features = 1;
        take(geoJsonFeatureOf(root));
      } else if (root['type'] !== 'FeatureCollection')
        throw new Refusal('geojson_wrong', 'the file is JSON, but no GeoJSON FeatureCollection', 'export the layer as GeoJSON (RFC 7946)');
      if (features === 0) throw new Refusal('file_empty', 'the GeoJSON holds no feature', 'export it again and check that it holds data');
    },
  };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch (error) {
    throw broken(error instanceof Error ? error.message : String(error));
  }
}

function broken(why: string): Refusal {
  return new Refusal('geojson_broken', `the file is not readable JSON: ${why}`, 'export it again; it may be cut off');
}

function isBlank(code: number): boolean {
  return code === 32 || code === 10 || code === 13 || code === 9 || code === 0xfeff;
}
