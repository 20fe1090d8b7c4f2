import type { Readable, TransformCallback } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { OSMTransform } from 'osm-pbf-parser-node';
import { Refusal } from '@beatline/shared/model/refusal';
import type { OsmCollector, OsmRelation, OsmTags } from '@beatline/shared/formats/osm_data';

/** Elements as the parser hands them out. */
type PbfElement =
  | { readonly type: 'node'; readonly id: number; readonly lon: number; readonly lat: number; readonly tags?: OsmTags }
  | { readonly type: 'way'; readonly id: number; readonly refs: readonly number[]; readonly tags?: OsmTags }
  | { readonly type: 'relation'; readonly id: number; readonly members: OsmRelation['members']; readonly tags?: OsmTags }
  | { readonly type?: undefined };

/* oxlint-disable no-underscore-dangle -- Node names the methods of a stream so */
/** The parser throws out of its stream callbacks on broken files; here that becomes an ordinary stream error. */
class GuardedOsmTransform extends OSMTransform {
  override _transform(chunk: Buffer, encoding: BufferEncoding, next: TransformCallback): void {
    try {
      super._transform(chunk, encoding, next);
    } catch (error) {
      next(asError(error));
    }
  }

  override _flush(next: TransformCallback): void {
    try {
      super._flush(next);
    } catch (error) {
      next(asError(error));
    }
  }
}

/* oxlint-enable no-underscore-dangle */

/** Reads an OpenStreetMap PBF stream into `collector`. Refusal `osm_pbf_broken` when it is cut off or no PBF. */
export async function readOsmPbf(bytes: Readable, collector: OsmCollector): Promise<void> {
  const parser = new GuardedOsmTransform({ withTags: true, withInfo: false });
  try {
    await pipeline(bytes, parser, async (blocks: AsyncIterable<readonly PbfElement[]>) => {
      for await (const block of blocks) for (const element of block) addElement(element, collector);
    });
  } catch (error) {
    throw new Refusal(
      'osm_pbf_broken',
      `the file is not a complete OpenStreetMap PBF: ${asError(error).message}`,
      'download or export the extract again',
    );
  }
}

function addElement(element: PbfElement, collector: OsmCollector): void {
  if (element.type === 'node') collector.addNode(element.id, element.lon, element.lat, element.tags);
  else if (element.type === 'way') collector.addWay({ id: element.id, refs: element.refs, tags: element.tags ?? {} });
  else if (element.type === 'relation') collector.addRelation({ id: element.id, members: element.members, tags: element.tags ?? {} });
}

function asError(thrown: unknown): Error {
  return thrown instanceof Error ? thrown : new Error(String(thrown));
}
