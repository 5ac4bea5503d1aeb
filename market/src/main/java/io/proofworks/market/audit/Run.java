package io.proofworks.market.audit;

import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.InboundRecord;
import java.util.Optional;

/**
 * One audit: what it reads, by what it judges, where it remembers and what it found so far.
 *
 * @param overdue what was appended before that, epoch milliseconds, has long been taken in, and
 *     what follows from it is published
 */
record Run(Decoding log, Audit.Scope scope, Scratch scratch, Findings findings, long overdue) {

  static Run of(LogSnapshot log, Audit.Scope scope, Scratch scratch, AuditProgress progress) {
    return new Run(
        new Decoding(log, scope.serdes(), progress),
        scope,
        scratch,
        new Findings(),
        log.lastTime() - Audit.LONGEST_WAIT_MS);
  }

  /** What an entry was applied to, with the time that it says. */
  Optional<InboundRecord> find(Coordinates at) {
    return log.log().find(at).map(found -> InboundRecord.of(at, found.key(), found.value()));
  }
}
