package io.proofworks.market.audit;

import io.proofworks.avro.ProverStanding;
import io.proofworks.avro.Registration;
import io.proofworks.avro.Verdict;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.serde.Decoder;
import io.proofworks.settlement.domain.AccountEffect;
import io.proofworks.settlement.domain.VerdictIssued;
import io.proofworks.settlement.records.MarketRecords;
import io.proofworks.topics.Topics;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * What settlement published, against what follows from its journals: verdicts, ledger movements and
 * standings, record for record, both ways.
 */
final class Published {

  private final Run run;
  private final Decoder<Registration> registrations;
  private final PublishedById verdicts;
  private final PublishedById movements;

  /** Of each prover what stands there now; the topic is compacted. */
  private final PublishedById standings;

  Published(Run run, WrittenTogether together) {
    this.run = run;
    this.registrations = run.scope().serdes().decoder(Topics.REGISTRATIONS);
    this.verdicts = new PublishedById(Difference.Kind.DIFFERENT_VERDICT, run, together);
    this.movements = new PublishedById(Difference.Kind.DIFFERENT_MOVEMENT, run, together);
    this.standings = new PublishedById(Difference.Kind.DIFFERENT_STANDING, run, together);
  }

  void follows(String journal, long sequence, VerdictIssued verdict) {
    verdicts.follows(
        journal,
        sequence,
        verdict.id().hex(),
        verdict.key(),
        MarketRecords.verdict(verdict).toString());
  }

  void follows(String journal, long sequence, AccountEffect.Moved moved) {
    var movement = MarketRecords.movement(moved, run.scope().domain());
    movements.follows(
        journal, sequence, moved.id().hex(), movement.getAccount(), movement.toString());
  }

  /** What became of an account; as it is published. */
  ProverStanding follows(String journal, long sequence, AccountEffect.StandingChanged changed) {
    var standing = MarketRecords.standing(changed, run.scope().domain(), registrations);
    String id = changed.book().account().hex();
    standings.follows(journal, sequence, id, id, standing.toString());
    return standing;
  }

  /** After all that follows: against what stands on the topics. */
  void compare() {
    run.log().each(Topics.VERDICTS, this::take, run.findings());
    run.log()
        .each(
            Topics.LEDGER,
            (movement, record) ->
                twice(
                    record,
                    movements.stands(movement.getMovementId(), record, movement.toString(), true)),
            run.findings());
    run.log()
        .each(
            Topics.PROVERS,
            (standing, record) ->
                standings.stands(standing.getProverId(), record, standing.toString(), true),
            run.findings());
    verdicts.compare();
    movements.compare();
    standings.compare();
  }

  private void take(Verdict verdict, InboundRecord record) {
    String id = verdict.getVerdictId();
    boolean ours = DecidedBy.of(verdict) == DecidedBy.SETTLEMENT;
    twice(record, verdicts.stands(id, record, verdict.toString(), ours));
    @Nullable String key = verdicts.key(id);
    if (key != null && !record.key().equals(Optional.of(key))) {
      run.findings().add("MISPLACED", place(record), "its key is " + key);
    }
  }

  private void twice(InboundRecord record, @Nullable String before) {
    if (before != null) {
      run.findings().add("PUBLISHED_TWICE", place(record), "also at " + before);
    }
  }

  private static String place(InboundRecord record) {
    return record.coordinates().toString();
  }
}
