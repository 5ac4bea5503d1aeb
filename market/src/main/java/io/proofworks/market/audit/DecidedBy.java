package io.proofworks.market.audit;

import io.proofworks.avro.Verdict;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.topics.Topics;

/** Whose journals say what a verdict has to be. */
enum DecidedBy {
  SETTLEMENT,
  REQUESTS,
  AGGREGATION,

  /** Nobody's: it follows from its record alone, or is of a kind that nobody knows. */
  NO_JOURNAL;

  static DecidedBy of(Verdict verdict) {
    return VerdictKind.find(verdict.getKind()).map(kind -> of(kind, verdict)).orElse(NO_JOURNAL);
  }

  private static DecidedBy of(VerdictKind kind, Verdict verdict) {
    return switch (kind) {
      case TASK, ASSIGNMENT, COMMIT, REVEAL, GRANT, WINDOW, REGISTRATION, STAKE -> SETTLEMENT;
      case BATCH -> REQUESTS;
      // scheduling answers what takes a batch back, settlement what takes each of its tasks back
      case SUPERSESSION -> isOfTask(verdict) ? SETTLEMENT : REQUESTS;
      case AGGREGATE, LEASE -> AGGREGATION;
      case HEARTBEAT -> NO_JOURNAL;
    };
  }

  private static boolean isOfTask(Verdict verdict) {
    return verdict.getInput() != null && verdict.getInput().getTopic().equals(Topics.TASKS.name());
  }
}
