import { Refusal } from '../model/refusal';
import type { OsmCollector, OsmRelation } from './osm_data';
import { createXmlParser, type XmlParser } from './xml_parser';

const MEMBER_TYPES = ['node', 'way', 'relation'] as const;
type Element = { readonly kind: (typeof MEMBER_TYPES)[number]; readonly id: number; readonly lng: number; readonly lat: number };

/**
 * A reader that hands every node, way and relation to `collector`; elements marked as deleted are left out. Throws a Refusal
 * `osm_xml_malformed` when the text is not well-formed XML or its root is not `<osm>`. Entities of a document type are never expanded.
 */
export function createOsmXmlReader(collector: OsmCollector): XmlParser {
  let element: Element | undefined;
  let deleted = false;
  let tags: Record<string, string> = {};
  let tagCount = 0;
  let refs: number[] = [];
  let members: OsmRelation['members'][number][] = [];

  return createXmlParser(
    {
      open(name, attributes, depth) {
        if (depth === 0 && name !== 'osm') throw malformed(`its root is <${name}>, not <osm>`);
        if (name === 'node' || name === 'way' || name === 'relation') {
          element = { kind: name, id: Number(attributes['id']), lng: Number(attributes['lon']), lat: Number(attributes['lat']) };
          deleted = attributes['visible'] === 'false' || attributes['action'] === 'delete';
          tags = {};
          tagCount = 0;
          refs = [];
          members = [];
        } else if (name === 'tag') {
          const { k, v } = attributes;
          if (k !== undefined && v !== undefined) {
            tags[k] = v;
            tagCount += 1;
          }
        } else if (name === 'nd') {
          refs.push(Number(attributes['ref']));
        } else if (name === 'member') {
          const type = MEMBER_TYPES.find((known) => known === attributes['type']);
          if (type !== undefined) members.push({ type, ref: Number(attributes['ref']), role: attributes['role'] ?? '' });
        }
      },
      text: () => undefined,
      close(name) {
        if (element === undefined || name !== element.kind) return;
        if (!deleted && Number.isSafeInteger(element.id)) {
          if (element.kind === 'node') collector.addNode(element.id, element.lng, element.lat, tagCount > 0 ? tags : undefined);
          else if (element.kind === 'way') collector.addWay({ id: element.id, refs, tags });
          else collector.addRelation({ id: element.id, members, tags });
        }
        element = undefined;
      },
    },
    (message) => {
      throw malformed(message);
    },
  );
}

function malformed(why: string): Refusal {
  return new Refusal(
    'osm_xml_malformed',
    `the file is not well-formed OpenStreetMap XML: ${why}`,
    'give an OpenStreetMap extract (.osm, .osm.gz or .osm.pbf)',
  );
}
