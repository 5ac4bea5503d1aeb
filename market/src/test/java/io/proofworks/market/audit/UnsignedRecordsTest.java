package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Supersession;
import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.messages.SignedMessages;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.OwnerKey;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Difference;
import io.proofworks.sharding.processor.Outcome;
import io.proofworks.sharding.processor.PolicyHistory;
import io.proofworks.sharding.processor.SchedulingReplay;
import io.proofworks.sharding.processor.UnsignedAnswers;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What nobody signed has the answer that follows from it, and no other. */
final class UnsignedRecordsTest extends SignedLog {

  private static final OwnerKey REQUESTER = OwnerKey.parse("0x" + "11".repeat(32));
  private static final String BATCH = Hash32.ZERO.hex();

  static Supersession signed() {
    return SignedMessages.sign(
        Supersession.newBuilder()
            .setDomain(DOMAIN.hex())
            .setBatchId(BATCH)
            .setRequesterId(REQUESTER.address().hex())
            .setCause("STATE_ROOT")
            .setSignature(ByteBuffer.allocate(0))
            .build(),
        REQUESTER);
  }

  private static SchedulingReplay.Scope scope() {
    return new SchedulingReplay.Scope(
        DOMAIN,
        1,
        SERDES,
        SERDES,
        VerifierRegistry.standard(),
        new PolicyHistory(List.of(), SERDES, DOMAIN, VerifierRegistry.standard()));
  }

  /** What is to be said of a signed record and of one that is not. */
  private interface Case {
    void of(UnsignedRecords unsigned, List<InboundRecord> records, DerivedRecords verdicts);
  }

  /** Findings of answers to records before that time. */
  private List<Finding> findings(long overdue, Case test) {
    write(Topics.SUPERSESSIONS, BATCH, signed(), START);
    write(
        Topics.SUPERSESSIONS,
        BATCH,
        Supersession.newBuilder(signed()).setSignature(ByteBuffer.allocate(65)).build(),
        START + 1);
    Findings findings = new Findings();
    try (LogSnapshot snapshot = LogSnapshot.of(log);
        Scratch scratch = snapshot.scratch()) {
      Decoding decoding = new Decoding(snapshot, SERDES);
      DerivedRecords verdicts =
          new DerivedRecords(Difference.Kind.DIFFERENT_VERDICT, overdue, scratch, findings);
      UnsignedRecords unsigned = new UnsignedRecords(decoding, scope());
      unsigned.answers(verdicts);
      test.of(unsigned, decoding.records(Topics.SUPERSESSIONS).toList(), verdicts);
      verdicts.conclude();
    }
    return findings.first();
  }

  @Test
  void shouldTellWhatSomebodySignedFromWhatNobodyDid() {
    var unused =
        findings(
            START,
            (unsigned, records, verdicts) -> {
              assertThat(unsigned.has(records.get(0))).isFalse();
              assertThat(unsigned.has(records.get(1))).isTrue();
            });
  }

  @Test
  void shouldFindAnAnswerThatIsMissing() {
    assertThat(findings(START + 1_000, (unsigned, records, verdicts) -> {}))
        .singleElement()
        .satisfies(f -> {
          assertThat(f.where()).isEqualTo(Topics.SUPERSESSIONS.name() + "-0@1");
          assertThat(f.detail()).contains("BAD_SIGNATURE");
        });
  }

  @Test
  void shouldTakeTheAnswerThatFollowsOnce() {
    assertThat(
            findings(
                START + 1_000,
                (unsigned, records, verdicts) -> {
                  Outcome.Answered answer =
                      new UnsignedAnswers(scope()).to(records.get(1)).orElseThrow();
                  String text = answer.key() + " " + answer.verdict();
                  verdicts.take(text, "verdicts-0@0", START + 2);
                  verdicts.take(text, "verdicts-0@1", START + 2);
                }))
        .extracting(Finding::where)
        .containsExactly("verdicts-0@1");
  }

  /** Of a signed record nothing follows without a journal. */
  @Test
  void shouldFindThatASignedRecordIsSaidToBeNobodys() {
    assertThat(
            findings(
                START,
                (unsigned, records, verdicts) ->
                    verdicts.take("nobody signed " + records.get(0), "verdicts-0@0", START + 2)))
        .extracting(Finding::where)
        .containsExactly("verdicts-0@0");
  }
}
