package io.proofworks.market.audit;

import io.proofworks.runtime.InboundRecord;
import io.proofworks.sharding.processor.SchedulingReplay;
import io.proofworks.sharding.processor.UnsignedAnswers;

/**
 * Requests and supersessions that nobody signed. No journal has them; how each is answered follows
 * from the record alone, so nobody can say of a signed one that it is not.
 */
final class UnsignedRecords {

  private final Decoding log;
  private final UnsignedAnswers unsigned;

  UnsignedRecords(Decoding log, SchedulingReplay.Scope scope) {
    this.log = log;
    this.unsigned = new UnsignedAnswers(scope);
  }

  boolean has(InboundRecord record) {
    return UnsignedAnswers.topics().stream()
            .anyMatch(topic -> topic.name().equals(record.coordinates().topic()))
        && unsigned.to(record).isPresent();
  }

  /** Notes the verdicts that follow. */
  void answers(DerivedRecords verdicts) {
    UnsignedAnswers.topics()
        .forEach(topic -> log.records(topic).forEach(record -> answer(record, verdicts)));
  }

  private void answer(InboundRecord record, DerivedRecords verdicts) {
    unsigned
        .to(record)
        .ifPresent(answer ->
            verdicts.add(
                answer.key() + " " + answer.verdict(),
                record.coordinates().toString(),
                record.time()));
  }
}
