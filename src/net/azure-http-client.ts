/** The HTTP client of Azure's libraries with an end in size and time, which they have for neither. */
import { Readable } from 'node:stream';
import type { HttpClient, PipelineRequest, PipelineResponse } from '@azure/core-rest-pipeline';
import { createDefaultHttpClient } from '@azure/core-rest-pipeline';
import { ERROR_BYTES, firstBytes, limitedBytes } from './limited-body.ts';

export interface LimitedHttpClientOptions {
  /** Bytes of a success; of an error only the beginning is read. Streams are left to their callers. */
  readonly mostBytes: number;
  /** Milliseconds until an answer begins; a longer silence is an ETIMEDOUT, which the libraries try again. */
  readonly tryMs: number;
  /** What a request belongs to ends with this, its stream included. */
  readonly over: () => AbortSignal | undefined;
  /** Told of every send. */
  readonly onSend: () => void;
}

/** A client for a pipeline of Azure's libraries. */
export function limitedHttpClient(options: LimitedHttpClientOptions): HttpClient {
  const inner = createDefaultHttpClient();
  return {
    async sendRequest(request) {
      options.onSend();
      const { streamResponseStatusCodes: streamed, abortSignal } = request;
      const attempt = new AbortController();
      const timer = setTimeout(() => attempt.abort(), options.tryMs);
      request.streamResponseStatusCodes = new Set([Infinity]);
      request.abortSignal = AbortSignal.any([
        attempt.signal,
        ...[options.over(), abortSignal as AbortSignal | undefined].filter((signal) => signal !== undefined),
      ]);
      try {
        const response = await inner.sendRequest(request);
        clearTimeout(timer);
        return isStreamed(streamed, response) ? response : await withText(request, response, options);
      } catch (error) {
        throw attempt.signal.aborted ? silence(request, options.tryMs) : error;
      } finally {
        clearTimeout(timer);
        // The same request is sent again when it fails.
        Object.assign(request, { streamResponseStatusCodes: streamed, abortSignal });
      }
    },
  };
}

function isStreamed(wanted: Set<number> | undefined, { status }: PipelineResponse): boolean {
  return wanted?.has(status) === true || wanted?.has(Infinity) === true;
}

async function withText(
  request: PipelineRequest,
  response: PipelineResponse,
  { mostBytes, tryMs }: LimitedHttpClientOptions,
): Promise<PipelineResponse> {
  const { readableStreamBody: body, ...rest } = response;
  if (!(body instanceof Readable)) return response;
  const timer = setTimeout(() => body.destroy(silence(request, tryMs)), tryMs);
  try {
    const success = response.status >= 200 && response.status < 300;
    const bytes = success ? await limitedBytes(body, mostBytes) : await firstBytes(body, ERROR_BYTES);
    return { ...rest, bodyAsText: bytes.toString('utf8') };
  } finally {
    clearTimeout(timer);
  }
}

function silence({ url }: PipelineRequest, ms: number): Error {
  const message = `no complete answer from ${new URL(url).host} within ${ms / 1000} s`;
  return Object.assign(new Error(message), { code: 'ETIMEDOUT' });
}
