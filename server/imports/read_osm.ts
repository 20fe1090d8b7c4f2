import { createOsmCollector, type OsmData } from '@beatline/shared/formats/osm_data';
import { createOsmXmlReader } from '@beatline/shared/formats/osm_xml';
import { Refusal } from '@beatline/shared/model/refusal';
import { fileKindOf, type InputFile } from './input_file';
import { readOsmPbf } from './osm_pbf';

/** Reads an OpenStreetMap extract, PBF or XML, whatever its name. Refuses any other file and one without elements. */
export async function readOsm(input: InputFile): Promise<OsmData> {
  const collector = createOsmCollector();
  const kind = fileKindOf(input);
  if (kind === 'osm-pbf') {
    await readOsmPbf(input.stream(), collector);
  } else if (kind === 'xml') {
    const reader = createOsmXmlReader(collector);
    const text = new TextDecoder('utf-8');
    for await (const chunk of input.stream()) reader.write(text.decode(chunk as Uint8Array, { stream: true }));
    reader.write(text.decode());
    reader.close();
  } else {
    throw new Refusal('osm_wrong', `${input.name} is not OpenStreetMap data`, 'give an extract as .osm.pbf, .osm or .osm.gz');
  }
  const data = collector.finish();
  if (data.nodeCount === 0) throw new Refusal('file_empty', `${input.name} holds no OpenStreetMap nodes`, 'export the area again');
  return data;
}
