/** Bodies of HTTP answers up to a stated size: one without end must not fill the memory. */

/** A body that is longer than `limitBytes`; what came of it is dropped and its connection closed. */
export class BodyTooLarge extends Error {
  override readonly name = 'BodyTooLarge';

  constructor(limitBytes: number) {
    super(`the answer is larger than ${sizeText(limitBytes)}`);
  }
}

/** What an error says fits into this; the rest of it is dropped. */
export const ERROR_BYTES = 256 * 1024;

/**
 * The body of an answer as text. Counts decoded bytes, so a small body that unpacks to a large one is caught as well.
 * Rejects with BodyTooLarge for a success; of an error, whose status still counts, only the beginning is read.
 */
export async function limitedText(response: Response, limitBytes: number): Promise<string> {
  if (response.body === null) return '';
  const bytes = response.ok
    ? await limitedBytes(response.body, limitBytes)
    : await firstBytes(response.body, Math.min(limitBytes, ERROR_BYTES));
  return new TextDecoder().decode(bytes);
}

/** All bytes of a stream; rejects with BodyTooLarge when there are more than `limitBytes`. */
export async function limitedBytes(
  stream: AsyncIterable<unknown>,
  limitBytes: number,
): Promise<Buffer<ArrayBuffer>> {
  const { chunks, complete } = await read(stream, limitBytes);
  if (!complete) throw new BodyTooLarge(limitBytes);
  return Buffer.concat(chunks);
}

/** The first bytes of a stream; its connection is closed when there are more. */
export async function firstBytes(
  stream: AsyncIterable<unknown>,
  limitBytes: number,
): Promise<Buffer<ArrayBuffer>> {
  const { chunks } = await read(stream, limitBytes);
  return Buffer.concat(chunks).subarray(0, limitBytes);
}

async function read(stream: AsyncIterable<unknown>, limitBytes: number) {
  const chunks: Buffer[] = [];
  let size = 0;
  // Leaving the loop cancels the stream.
  for await (const chunk of stream) {
    const bytes = typeof chunk === 'string' ? Buffer.from(chunk) : Buffer.from(chunk as Uint8Array);
    chunks.push(bytes);
    size += bytes.length;
    if (size > limitBytes) return { chunks, complete: false };
  }
  return { chunks, complete: true };
}

function sizeText(bytes: number): string {
  return bytes >= 1024 * 1024 ? `${Math.floor(bytes / 1024 / 1024)} MiB` : `${Math.ceil(bytes / 1024)} KiB`;
}
