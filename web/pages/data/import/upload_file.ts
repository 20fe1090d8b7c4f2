import type { Upload } from '@beatline/shared/model/views/import_view';

/** Why a file could not be sent, as the server or the connection says it. */
export class UploadFailure extends Error {
  readonly code: string;
  readonly hint: string | undefined;

  constructor(code: string, message: string, hint: string | undefined) {
    super(message);
    this.name = 'UploadFailure';
    this.code = code;
    this.hint = hint;
  }
}

/** A file on its way to the server. */
export interface Sending {
  /** Rejects with an {@link UploadFailure}; never settles after `abort`. */
  readonly done: Promise<Upload>;
  abort(): void;
}

/**
 * Sends a file as it is. `onProgress` hears the fraction of its bytes that has left, 0 to 1. XMLHttpRequest, because fetch tells nothing about how far an
 * upload is.
 */
export function sendFile(file: File, onProgress: (fraction: number) => void): Sending {
  const request = new XMLHttpRequest();
  const done = new Promise<Upload>((resolve, reject) => {
    request.open('PUT', `/uploads?name=${encodeURIComponent(file.name)}`);
    request.responseType = 'text';
    request.upload.addEventListener('progress', (event) => event.lengthComputable && onProgress(event.loaded / event.total));
    request.addEventListener('error', () => reject(new UploadFailure('connection_lost', 'the connection broke off', undefined)));
    request.addEventListener('load', () => {
      const answer = parsed(request.responseText);
      const { uploadId, name, bytes } = answer;
      if (request.status === 200 && uploadId !== undefined && name !== undefined && bytes !== undefined) resolve({ uploadId, name, bytes });
      else reject(new UploadFailure(answer.code ?? 'upload_failed', answer.message ?? request.statusText, answer.hint));
    });
    request.send(file);
  });
  return { done, abort: () => request.abort() };
}

/** What the server answers: the upload it kept, or why it kept none. */
type Answer = Partial<Upload> & { readonly code?: string; readonly message?: string; readonly hint?: string };

/** An answer that is no JSON (a proxy's page, say) has nothing to tell. */
function parsed(text: string): Answer {
  try {
    return JSON.parse(text) as Answer;
  } catch (error) {
    if (error instanceof SyntaxError) return {};
    throw error;
  }
}
