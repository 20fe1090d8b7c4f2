/** Encoders made of what the platform decodes, which the importers do not use: an outside truth for the encodings files come in. */

let bytesOfCharacter: Map<string, readonly [number, number]> | undefined;

/** GBK by the two-byte part of the platform's gb18030 table; the same bytes are GB18030. Throws on a character that GBK does not have. */
export function encodeGbk(text: string): Uint8Array {
  bytesOfCharacter ??= gbkTable();
  const bytes: number[] = [];
  for (const character of text) {
    const code = character.codePointAt(0) ?? 0;
    const pair = bytesOfCharacter.get(character);
    if (code < 0x80) bytes.push(code);
    else if (pair === undefined) throw new Error(`GBK has no ${character}`);
    else bytes.push(...pair);
  }
  return Uint8Array.from(bytes);
}

function gbkTable(): Map<string, readonly [number, number]> {
  const decoder = new TextDecoder('gb18030');
  const table = new Map<string, readonly [number, number]>();
  for (let lead = 0x81; lead <= 0xfe; lead++) {
    for (let trail = 0x40; trail <= 0xfe; trail++) {
      const text = decoder.decode(Uint8Array.of(lead, trail));
      if (text.length === 1 && text !== '\uFFFD') table.set(text, [lead, trail]);
    }
  }
  return table;
}

/** GB18030: GBK, and characters beyond U+FFFF in four bytes, which the standard numbers from 90 30 81 30 on. */
export function encodeGb18030(text: string): Uint8Array {
  return Uint8Array.from(
    Array.from(text, (character) => {
      const rank = (character.codePointAt(0) ?? 0) - 0x1_0000;
      if (rank < 0) return [...encodeGbk(character)];
      return [
        0x90 + Math.floor(rank / 12_600),
        0x30 + (Math.floor(rank / 1260) % 10),
        0x81 + (Math.floor(rank / 10) % 126),
        0x30 + (rank % 10),
      ];
    }).flat(),
  );
}

/** UTF-16 in either byte order, with or without its mark. */
export function encodeUtf16(text: string, order: 'le' | 'be', withMark: boolean): Uint8Array {
  const marked = withMark ? `\uFEFF${text}` : text;
  const bytes = new Uint8Array(marked.length * 2);
  const view = new DataView(bytes.buffer);
  for (let i = 0; i < marked.length; i++) view.setUint16(2 * i, marked.charCodeAt(i), order === 'le');
  return bytes;
}

/** UTF-8 with a byte order mark, as Excel writes it. */
export function encodeUtf8WithMark(text: string): Uint8Array {
  return new TextEncoder().encode(`\uFEFF${text}`);
}
