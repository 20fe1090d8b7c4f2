import { createOsmCollector, type OsmData } from '@beatline/shared/formats/osm_data';
import { createOsmXmlReader } from '@beatline/shared/formats/osm_xml';
import { Refusal } from '@beatline/shared/model/refusal';
import type { ImportContext } from './import_context';
import { fileKindOf, type InputFile } from './input_file';
import { readOsmPbf } from './osm_pbf';
import { readXml } from './xml_text';

/** Reads an OpenStreetMap extract, PBF or XML, whatever its name. Refuses any other file and one without elements. Memory: the nodes and ways of the extract. */
export async function readOsm(input: InputFile, { signal }: Pick<ImportContext, 'signal'> = {}): Promise<OsmData> {
  const collector = createOsmCollector();
  const kind = fileKindOf(input);
  const refuseCancelled = (): void => {
    if (signal?.aborted === true) throw new Refusal('cancelled', 'the import was cancelled', 'nothing of the file was kept');
  };
  if (kind === 'osm-pbf') {
    await readOsmPbf(input.stream(), collector);
    refuseCancelled();
  } else if (kind === 'xml') {
    const pieces = readXml(input, createOsmXmlReader(collector), refuseCancelled);
    for (let step = await pieces.next(); step.done !== true; step = await pieces.next()) refuseCancelled();
  } else {
    throw new Refusal('osm_wrong', `${input.name} is not OpenStreetMap data`, 'give an extract as .osm.pbf, .osm or .osm.gz');
  }
  const data = collector.finish();
  if (data.nodeCount === 0) throw new Refusal('file_empty', `${input.name} holds no OpenStreetMap nodes`, 'export the area again');
  return data;
}
