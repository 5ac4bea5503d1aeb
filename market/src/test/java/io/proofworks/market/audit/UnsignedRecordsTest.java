package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Supersession;
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
import java.util.function.BiConsumer;
import org.junit.jupiter.api.Test;

/** What nobody signed has the answer that follows from it, and no other. */
final class UnsignedRecordsTest extends SignedLog {

  private static final OwnerKey REQUESTER = OwnerKey.parse("0x" + "11".repeat(32));
  private static final String BATCH = Hash32.ZERO.hex();

  private static Supersession signed() {
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

  private void withRecords(BiConsumer<UnsignedRecords, List<InboundRecord>> test) {
    write(Topics.SUPERSESSIONS, BATCH, signed(), START);
    write(
        Topics.SUPERSESSIONS,
        BATCH,
        Supersession.newBuilder(signed()).setSignature(ByteBuffer.allocate(65)).build(),
        START + 1);
    try (LogSnapshot snapshot = LogSnapshot.of(log)) {
      Decoding decoding = new Decoding(snapshot, SERDES);
      test.accept(
          new UnsignedRecords(decoding, scope()),
          List.copyOf(decoding.records(Topics.SUPERSESSIONS)));
    }
  }

  @Test
  void shouldTellWhatSomebodySignedFromWhatNobodyDid() {
    withRecords((unsigned, records) -> {
      assertThat(unsigned.has(records.get(0))).isFalse();
      assertThat(unsigned.has(records.get(1))).isTrue();
    });
  }

  @Test
  void shouldFindAnAnswerThatIsMissing() {
    withRecords((unsigned, records) -> {
      DerivedRecords verdicts = new DerivedRecords(START + 1_000);
      unsigned.answers(verdicts);

      assertThat(verdicts.findings(Difference.Kind.DIFFERENT_VERDICT))
          .singleElement()
          .satisfies(f -> {
            assertThat(f.where()).isEqualTo(records.get(1).coordinates().toString());
            assertThat(f.detail()).contains("BAD_SIGNATURE");
          });
    });
  }

  @Test
  void shouldTakeTheAnswerThatFollowsOnce() {
    withRecords((unsigned, records) -> {
      Outcome.Answered answer = new UnsignedAnswers(scope()).to(records.get(1)).orElseThrow();
      String text = answer.key() + " " + answer.verdict();
      DerivedRecords verdicts = new DerivedRecords(START + 1_000);
      unsigned.answers(verdicts);

      verdicts.take(text, "verdicts-0@0", START + 2);
      assertThat(verdicts.findings(Difference.Kind.DIFFERENT_VERDICT)).isEmpty();
      verdicts.take(text, "verdicts-0@1", START + 2);
      assertThat(verdicts.findings(Difference.Kind.DIFFERENT_VERDICT)).hasSize(1);
    });
  }

  /** Of a signed record nothing follows without a journal. */
  @Test
  void shouldFindThatASignedRecordIsSaidToBeNobodys() {
    withRecords((unsigned, records) -> {
      DerivedRecords verdicts = new DerivedRecords(START);
      unsigned.answers(verdicts);

      verdicts.take("nobody signed " + records.get(0), "verdicts-0@0", START + 2);

      assertThat(verdicts.findings(Difference.Kind.DIFFERENT_VERDICT))
          .singleElement()
          .satisfies(f -> assertThat(f.where()).isEqualTo("verdicts-0@0"));
    });
  }
}
