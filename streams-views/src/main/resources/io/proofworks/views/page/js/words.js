// What the market's words mean, for titles and legends.

export const FLOW = ['OPEN', 'ASSIGNED', 'COMMITTED', 'REVEALED', 'VERIFIED', 'SETTLED'];
export const BAD_ENDS = ['EXPIRED', 'SUPERSEDED', 'FAILED'];
export const CLASSES = [
  'URGENT_SETTLEMENT', 'STANDARD', 'LONG_DEADLINE', 'REDUNDANT_VERIFICATION', 'BACKGROUND_AGGREGATION',
];

export const STATES = {
  OPEN: 'published, nobody’s yet',
  ASSIGNED: 'given to one or more provers',
  COMMITTED: 'at least one commit is live',
  REVEALED: 'a reveal has arrived and is being verified',
  VERIFIED: 'a proof was accepted; the batch is not settled yet',
  SETTLED: 'the batch was settled with it',
  REASSIGNED: 'waits for the next epoch',
  EXPIRED: 'the deadline passed without a proof',
  SUPERSEDED: 'stale: the requester moved the batch',
  FAILED: 'no epoch is left, or the money was not there, or its batch failed',
  LEASED: 'an aggregator works on it',
  ENDED: 'the batch ended before it was verified',
  REFUSED: 'the request was not accepted',
};

export const REASONS = {
  ACCEPTED: 'all checks passed',
  MALFORMED: 'not a record of this topic',
  OVERSIZED: 'larger than the limit of the topic, task or policy',
  WRONG_PARTITION: 'not in the partition its key hashes to',
  UNKNOWN_TASK: 'no such task, batch, job or program',
  WRONG_DOMAIN: 'signed or addressed for another market',
  FENCED_EPOCH: 'of an epoch that is no longer the task’s or job’s',
  UNREGISTERED: 'no valid registration, or its session key has expired',
  NOT_ASSIGNED: 'the task or job is another’s, and not open to all',
  BAD_SIGNATURE: 'the signature is not that of the named author',
  COMMIT_CLOSED: 'after the last moment to commit, or after the first accepted reveal',
  DOUBLE_COMMIT: 'a second, different commit by the same prover',
  INSUFFICIENT_BOND: 'the free stake or budget does not cover what must be reserved',
  UNCOMMITTED: 'a reveal without an accepted commit',
  REVEAL_TOO_EARLY: 'a reveal that is not younger than its commit',
  REVEAL_LATE: 'a reveal after its window',
  DIGEST_MISMATCH: 'the proof or nonce does not recompute the commitment',
  NON_CANONICAL: 'proof bytes not in the proof system’s one form',
  INVALID_PROOF: 'the proof does not verify',
  PLAGIARISED: 'the proof is another prover’s, by evidence',
  STALE: 'the task was superseded before the record was appended',
  DUPLICATE: 'already applied; nothing changes',
  VERIFIER_STOPPED: 'the policy has stopped this version of the verifier',
  MARKET_CLOSED: 'the market is closed: it takes no new requests and no new provers',
  UNSUPPORTED: 'the market’s verifier, scheme or rules do not know it',
  BAD_GRANT: 'the reveal stands, its grant does not',
  UNAUTHORISED_AGGREGATOR: 'a child was used without its owner’s grant',
  INCOMPLETE_AGGREGATE: 'an eligible child was left out',
  NO_REVEAL: 'committed and not revealed',
};

export const REGIMES = {
  NORMAL: 'demand within capacity',
  SHORT_TERM_CONGESTION: 'demand above capacity for a while',
  STRUCTURAL_SCARCITY: 'capacity itself is gone',
};

export const WINDOWS = [
  [10_000, '10 s'],
  [60_000, '1 min'],
  [300_000, '5 min'],
  [3_600_000, '1 h'],
];
