import { SaxesParser, type SaxesTagPlain } from 'saxes';

/** What an XML reader is told while a document goes by; names are local, without prefix. */
export interface XmlEvents {
  /** `depth` 0 is the root. */
  open(tag: string, attributes: Readonly<Record<string, string>>, depth: number): void;
  /** Text between two tags, CDATA included; may come in pieces. */
  text(text: string): void;
  close(tag: string, depth: number): void;
}

/** Reads XML piece by piece. */
export interface XmlParser {
  write(text: string): void;
  /** Call once after the last piece. */
  close(): void;
}

/** Chosen, because no format read here goes deeper than two dozen, while a hostile file may open tags for ever. */
const MAX_DEPTH = 200;
/** Chosen: the longest text of a real file is a line of some 100,000 positions. What is longer would pile up in memory. */
const MAX_TEXT_CHARACTERS = 16 * 2 ** 20;

/**
 * A parser of well-formed XML in bounded memory. Entities of a document type are never expanded, nothing is fetched. Calls `broken` with what is wrong,
 * which throws: malformed text, tags nested beyond 200, more than 16 Mi characters without a tag.
 */
export function createXmlParser(events: XmlEvents, broken: (message: string) => never): XmlParser {
  const parser = new SaxesParser({ xmlns: false, position: false });
  let depth = 0;
  let charactersSinceEvent = 0;
  parser.on('error', (error) => broken(error.message));
  parser.on('opentag', ({ name, attributes }: SaxesTagPlain) => {
    charactersSinceEvent = 0;
    if (depth === MAX_DEPTH) broken(`tags are nested deeper than ${MAX_DEPTH}`);
    events.open(localName(name), attributes, depth);
    depth += 1;
  });
  parser.on('closetag', ({ name }: SaxesTagPlain) => {
    charactersSinceEvent = 0;
    depth -= 1;
    events.close(localName(name), depth);
  });
  const addText = (text: string): void => {
    charactersSinceEvent = 0;
    events.text(text);
  };
  parser.on('text', addText);
  parser.on('cdata', addText);
  return {
    write(text) {
      charactersSinceEvent += text.length;
      parser.write(text);
      if (charactersSinceEvent > MAX_TEXT_CHARACTERS) broken(`a text is longer than ${MAX_TEXT_CHARACTERS} characters`);
    },
    close() {
      parser.close();
    },
  };
}

function localName(name: string): string {
  return name.slice(name.indexOf(':') + 1);
}
