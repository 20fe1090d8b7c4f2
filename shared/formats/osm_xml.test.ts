import { describe, expect, test } from 'vitest';
import { Refusal } from '../model/refusal';
import { createOsmCollector } from './osm_data';
import { createOsmXmlReader } from './osm_xml';

function read(...pieces: readonly string[]) {
  const collector = createOsmCollector();
  const reader = createOsmXmlReader(collector);
  for (const piece of pieces) reader.write(piece);
  reader.close();
  return collector.finish();
}
const XML = `<?xml version="1.0"?><osm version="0.6"><node id="1" lat="40.1" lon="116.2"><tag k="name" v="东门 &amp; 西门"/></node>
<node id="2" lat="40.2" lon="116.3"/><node id="3" lat="41" lon="117" visible="false"/>
<way id="5"><nd ref="1"/><nd ref="2"/><tag k="highway" v="primary"/></way>
<relation id="6"><member type="way" ref="5" role="outer"/><tag k="type" v="multipolygon"/></relation></osm>`;

describe('createOsmXmlReader', () => {
  test('reads nodes, ways and relations with longitude first', () => {
    const data = read(XML);
    expect(data.location(1)).toEqual([116.2, 40.1]);
    expect(data.taggedNodes).toEqual([{ id: 1, location: [116.2, 40.1], tags: { name: '东门 & 西门' } }]);
    expect(data.ways).toEqual([{ id: 5, refs: [1, 2], tags: { highway: 'primary' } }]);
    expect(data.relations[0].members).toEqual([{ type: 'way', ref: 5, role: 'outer' }]);
  });

  test('leaves deleted elements out', () => {
    expect(read(XML).location(3)).toBeUndefined();
  });

  test('reads the same whatever the pieces it is given', () => {
    for (const size of [1, 7, 64]) expect(read(...(XML.match(new RegExp(`[^]{1,${size}}`, 'g')) ?? [])).ways).toEqual(read(XML).ways);
  });

  test('refuses broken XML, other XML and a cut-off file', () => {
    for (const text of [
      '<osm><node id="1"',
      '<gpx></gpx>',
      'type,year\n1,2',
      '<osm><way></osm>',
      '<!DOCTYPE x [<!ENTITY a "b">]><osm>&a;</osm>',
    ]) {
      expect(() => read(text)).toThrow(Refusal);
    }
  });
});
