// What a prover may conclude from a verdict. Anybody can write a record in its name, and copy one that it wrote.

/** Another record of the same work may get a better answer, or nothing has changed: a stranger's copy is answered so too. */
const NO_NEWS = new Set([
  'DUPLICATE', 'WRONG_PARTITION', 'UNKNOWN_TASK', 'UNREGISTERED', 'BAD_SIGNATURE', 'UNCOMMITTED', 'REVEAL_TOO_EARLY',
  'DIGEST_MISMATCH',
]);

/**
 * What a verdict says of this prover's own work: { kind, taskId, epoch, reason }; undefined for anything else.
 *
 * An answer is to a record of its own if the digest of the input is of one that it wrote (then task and epoch are that record's), or
 * if the market has checked its signature. What answers no record is a deadline, which nobody but the market can cause.
 *
 * @param written by digest, what this prover wrote: { kind, taskId, epoch }
 */
export function ownNews(verdict, proverId, written) {
  if (NO_NEWS.has(verdict.reason)) return undefined;
  const { kind, reason, taskId, epoch } = verdict;
  const own = written.get(verdict.inputDigest);
  if (own) return own.kind === kind ? { ...own, reason } : undefined;
  const mayBeMine = verdict.input ? verdict.signed : kind === 'WINDOW';
  return mayBeMine && verdict.author === proverId ? { kind, taskId, epoch, reason } : undefined;
}
