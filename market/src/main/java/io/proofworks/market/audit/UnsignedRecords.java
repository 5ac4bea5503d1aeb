package io.proofworks.market.audit;

import io.proofworks.runtime.InboundRecord;
import io.proofworks.sharding.processor.Outcome;
import io.proofworks.sharding.processor.SchedulingReplay;
import io.proofworks.sharding.processor.UnsignedAnswers;
import io.proofworks.topics.Topic;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * Requests and supersessions that nobody signed. No journal has them; how each is answered follows
 * from the record alone, so nobody can say of a signed one that it is not.
 */
final class UnsignedRecords {

  private record Answer(long time, Outcome.Answered answer) {}

  private final Map<String, Answer> answers = new LinkedHashMap<>();

  UnsignedRecords(Decoding log, SchedulingReplay.Scope scope) {
    UnsignedAnswers unsigned = new UnsignedAnswers(scope);
    for (Topic<?> topic : UnsignedAnswers.topics()) {
      for (InboundRecord record : log.records(topic)) {
        unsigned
            .to(record)
            .ifPresent(answer ->
                answers.put(record.coordinates().toString(), new Answer(record.time(), answer)));
      }
    }
  }

  boolean has(InboundRecord record) {
    return answers.containsKey(record.coordinates().toString());
  }

  /** Notes the verdicts that follow. */
  void answers(DerivedRecords verdicts) {
    answers.forEach((place, of) ->
        verdicts.add(of.answer().key() + " " + of.answer().verdict(), place, of.time()));
  }
}
