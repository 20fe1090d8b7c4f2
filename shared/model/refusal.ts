/**
 * An expected failure: the input or the surroundings are not as needed. `message` says what is wrong with the value in it, `hint` says what to do.
 * Everything else that is thrown is a bug.
 */
export class Refusal extends Error {
  readonly code: string;
  readonly hint: string | undefined;

  constructor(code: string, message: string, hint?: string) {
    super(message);
    this.name = 'Refusal';
    this.code = code;
    this.hint = hint;
  }
}
