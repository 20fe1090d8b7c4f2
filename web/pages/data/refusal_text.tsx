import { useTranslation } from 'react-i18next';

/** An expected failure as a page has it: from a call, a job or an upload. */
export interface Failure {
  readonly code?: string | undefined;
  readonly message: string;
  readonly hint?: string | undefined;
}

/** What a failed call carries: the server's own code and hint where it is a refusal. */
export function failureOf(error: { readonly message: string; readonly data?: unknown }): Failure {
  const data = (error.data ?? {}) as { readonly refusal?: string; readonly hint?: string };
  return { code: data.refusal, message: error.message, hint: data.hint };
}

/** A refusal in the language of the page where its code is known, with the server's own sentence, which holds the value, and what to do. `words` names the page's words. */
export function RefusalText({ failure, words = 'data' }: { readonly failure: Failure; readonly words?: 'data' | 'standards' }) {
  const { t, i18n } = useTranslation(words);
  const key = `refusal.${failure.code ?? ''}`;
  const worded = failure.code !== undefined && i18n.exists(key, { ns: words }) ? t(key) : undefined;
  return (
    <>
      {worded !== undefined && (
        <p>
          <b>{worded}</b>
        </p>
      )}
      <p lang="en">
        {failure.message}
        {failure.hint !== undefined && failure.hint !== '' && `. ${failure.hint}`}
      </p>
    </>
  );
}
