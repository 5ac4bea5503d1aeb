package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Coordinates;
import io.proofworks.avro.JournalEntry;
import io.proofworks.avro.Policy;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.ProverStanding;
import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.market.local.DefaultPolicy;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.MarketRules;
import io.proofworks.runtime.InboundRecord;
import io.proofworks.runtime.journal.Applied;
import io.proofworks.runtime.journal.WrittenEntry;
import io.proofworks.sharding.processor.Names;
import io.proofworks.sharding.processor.PolicyHistory;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What a journal says that was known of money is what could have been known. */
final class KnownMoneyTest extends SignedLog {

  private static final String ANN = "0x" + "01".repeat(20);

  /** Long after the log began. */
  private static final long ASKED = START + 1_000_000;

  private final List<ProverStanding> standings = new ArrayList<>();
  private final List<WrittenEntry> entries = new ArrayList<>();
  private int rules = MarketRules.NEWEST;
  private long policySince = START;

  private void has(long since, long free) {
    standings.add(
        new ProverStanding(
            DOMAIN.hex(), ANN, null, "UNREGISTERED", List.of(), 0, 0L, free, 0L, 0L, since));
  }

  /** The journal says that somebody asked then, and what was known of its money. */
  private void asked(long time, long known) {
    asked(time, time + 10, Map.of(Names.FREE, known));
  }

  private void asked(long time, long written, Map<String, Long> besides) {
    long offset = entries.size();
    Map<String, Long> clocks =
        new HashMap<>(Map.of(Topics.BATCHES.name(), time, Topics.POLICIES.name(), 1L));
    clocks.putAll(besides);
    JournalEntry entry =
        JournalEntry.newBuilder()
            .setJournal("request-0")
            .setSequence(offset)
            .setPreviousHash("")
            .setEntryHash("")
            .setInput(new Coordinates(Topics.BATCHES.name(), 0, offset, time))
            .setInputDigest("")
            .setClocks(clocks)
            .setOutcomeDigest("")
            .build();
    entries.add(new WrittenEntry(entry, written));
  }

  private static ProofRequest request() {
    return ProofRequest.newBuilder()
        .setDomain(DOMAIN.hex())
        .setBatchId(Hash32.ZERO.hex())
        .setRequesterId(ANN)
        .setRequesterNonce(1)
        .setProofSystem("groth16")
        .setProgramHash(Hash32.ZERO.hex())
        .setInputCommitment(Hash32.ZERO.hex())
        .setPublicInputs(ByteBuffer.allocate(0))
        .setTrace(ByteBuffer.allocate(0))
        .setTaskClass("STANDARD")
        .setBinding("IN_PROOF")
        .setDeadline(1)
        .setMaxReward(1)
        .setRouteId("route")
        .setSignature(ByteBuffer.allocate(65))
        .build();
  }

  private PolicyHistory policies() {
    Policy policy =
        Policy.newBuilder(DefaultPolicy.of(DOMAIN, List.of(), 1_000)).setRules(rules).build();
    byte[] value = SERDES.encode(Topics.POLICIES, policy);
    return new PolicyHistory(
        List.of(
            InboundRecord.of(
                new io.proofworks.runtime.Coordinates(Topics.POLICIES.name(), 0, 0, policySince),
                DOMAIN.hex().getBytes(StandardCharsets.UTF_8),
                value)),
        SERDES,
        DOMAIN,
        VerifierRegistry.standard());
  }

  private List<String> found() {
    byte[] asked = SERDES.encode(Topics.BATCHES, request());
    try (LogSnapshot snapshot = LogSnapshot.of(log);
        Scratch scratch = snapshot.scratch()) {
      Standings all = new Standings(scratch);
      standings.forEach(all::add);
      Audit.Scope scope =
          new Audit.Scope(DOMAIN, SERDES, VerifierRegistry.standard(), 1, Optional.empty());
      Run run = Run.of(snapshot, scope, scratch, AuditProgress.SILENT);
      new KnownMoney(
              all,
              SERDES.decoder(Topics.BATCHES),
              at -> Optional.of(InboundRecord.of(at, null, asked)),
              policies(),
              run.delays(),
              run.findings())
          .check(entries);
      return run.findings().first().stream()
          .filter(finding -> finding.kind().equals("WRONG_MONEY"))
          .map(Finding::where)
          .toList();
    }
  }

  /** Somebody was at work before, or nobody can say how far behind it was. */
  @BeforeEach
  void beAtWork() {
    asked(ASKED - 200_000, 0);
    asked(ASKED - 100_000, 0);
  }

  private void hasHadForLong(long free) {
    standings.clear();
    entries.clear();
    has(START + 1, free);
    asked(ASKED - 100_000, free);
  }

  @ParameterizedTest
  @ValueSource(longs = {501, 999, 1_000, 1_999})
  void shouldTakeWhatIsAboutWhatItHad(long known) {
    hasHadForLong(1_000);
    asked(ASKED, known);
    assertThat(found()).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(longs = {0, 1, 500, 2_001, 1_000_000})
  void shouldFindWhatItNeverHad(long known) {
    hasHadForLong(1_000);
    asked(ASKED, known);
    assertThat(found()).containsExactly("request-0 1");
  }

  @Test
  void shouldFindMoneyOfWhoNeverHadAny() {
    asked(ASKED, 1_000);
    assertThat(found()).containsExactly("request-0 2");
  }

  /** That there was none is found elsewhere. */
  @Test
  void shouldJudgeNothingByAPolicyThatNeverWas() {
    asked(ASKED, ASKED + 10, Map.of(Names.FREE, 1_000L, Topics.POLICIES.name(), 7L));
    assertThat(found()).isEmpty();
  }

  @Test
  void shouldFindThatTheMoneyOfARequesterIsNotSpokenOf() {
    hasHadForLong(1_000);
    asked(ASKED, ASKED + 10, Map.of());
    assertThat(found()).containsExactly("request-0 1");
  }

  /** It may have been read, or not. */
  @ParameterizedTest
  @ValueSource(longs = {0, 1_000, 5_000})
  void shouldTakeEitherOfWhatChangedJustThen(long known) {
    hasHadForLong(1_000);
    has(ASKED - 30_000, 5_000);
    has(ASKED - 20_000, 0);
    asked(ASKED, known);
    assertThat(found()).isEmpty();
  }

  @Test
  void shouldTakeThatNothingWasKnownOfANewcomer() {
    has(ASKED - 30_000, 5_000);
    asked(ASKED, 0);
    assertThat(found()).isEmpty();
  }

  /** Whoever comes back reads requests and standings side by side. */
  @Test
  void shouldTakeOldWordsOfWhoWasAway() {
    hasHadForLong(1_000);
    has(ASKED, 0);
    asked(ASKED + 400_000, 1_000);
    asked(ASKED + 410_000, 1_000);
    assertThat(found()).isEmpty();
  }

  @Test
  void shouldFindOldWordsOfWhoWasThereAllTheTime() {
    hasHadForLong(1_000);
    has(ASKED, 0);
    asked(ASKED + 300_000, 0);
    asked(ASKED + 400_000, 1_000);
    assertThat(found()).containsExactly("request-0 2");
  }

  /** It is told of when it changes. */
  @Test
  void shouldTakeThatNothingIsKnownOfMoneyFromBeforeItWasAskedFor() {
    hasHadForLong(1_000);
    entries.clear();
    asked(ASKED - 100_000, 0);
    policySince = START + 500_000;
    asked(ASKED, 0);
    assertThat(found()).isEmpty();
  }

  @Test
  void shouldAskForNothingByTheFirstRules() {
    hasHadForLong(1_000);
    rules = MarketRules.FIRST;
    asked(ASKED, ASKED + 10, Map.of());
    assertThat(found()).isEmpty();
  }

  /** What waited is no request. */
  @Test
  void shouldPassOverWhatWaited() {
    hasHadForLong(1_000);
    asked(ASKED, ASKED + 10, Map.of(Applied.DEADLINES, ASKED));
    assertThat(found()).isEmpty();
  }
}
