/** An expected outcome as a value: what a user could meet on a good day is returned, not thrown. */
export type Result<Value, Problem> =
  | { readonly ok: true; readonly value: Value }
  | { readonly ok: false; readonly error: Problem };

/** A success. */
export const ok = <Value>(value: Value): Result<Value, never> => ({ ok: true, value });

/** An expected failure; `error` carries a `code` and what is needed to explain it. */
export const err = <Problem>(error: Problem): Result<never, Problem> => ({ ok: false, error });
