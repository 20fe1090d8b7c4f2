import type { XmlParser } from '@beatline/shared/formats/xml_parser';
import { Refusal } from '@beatline/shared/model/refusal';
import type { InputFile } from './input_file';

/**
 * Reads an XML file through a parser in the encoding its byte order mark or first line declares, UTF-8 where it says nothing. After each
 * piece of the file it yields what `take` says the parser has gathered since. Refuses an encoding nobody knows and bytes that are no text of it.
 */
export async function* readXml<T>(input: InputFile, parser: XmlParser, take: () => T): AsyncGenerator<T> {
  const text = decoderOf(input);
  for await (const chunk of input.stream()) {
    parser.write(decoded(text, input, chunk as Uint8Array));
    yield take();
  }
  parser.write(decoded(text, input));
  parser.close();
  yield take();
}

function decoderOf({ head, name }: InputFile): TextDecoder {
  if (head[0] === 0xff && head[1] === 0xfe) return new TextDecoder('utf-16le');
  if (head[0] === 0xfe && head[1] === 0xff) return new TextDecoder('utf-16be');
  const declared = /^\s*<\?xml[^>]*encoding\s*=\s*["']([\w.-]+)["']/.exec(
    head.subarray(0, 200).toString('latin1').replace('\u00ef\u00bb\u00bf', ''),
  )?.[1];
  try {
    return new TextDecoder(declared ?? 'utf-8', { fatal: true });
  } catch {
    throw new Refusal('encoding_unknown', `${name} is in an unknown encoding, ${declared}`, 'export it in UTF-8');
  }
}

function decoded(text: TextDecoder, input: InputFile, bytes?: Uint8Array): string {
  try {
    return bytes === undefined ? text.decode() : text.decode(bytes, { stream: true });
  } catch {
    throw new Refusal('encoding_wrong', `${input.name} holds bytes that are no ${text.encoding} text`, 'export it in UTF-8');
  }
}
