package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.aggregation.domain.Want;
import io.proofworks.aggregation.processor.AggregationFact.Lease;
import io.proofworks.avro.Heartbeat;
import io.proofworks.avro.ProverStanding;
import io.proofworks.avro.Registration;
import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.messages.SignedMessages;
import io.proofworks.protocol.SessionKey;
import io.proofworks.runtime.journal.BrokerClocks;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** Who may have had a lease, whomever the desk chose. */
final class LeaseChoicesTest extends SignedLog {

  private static final String ANN = "0x" + "01".repeat(20);
  private static final SessionKey KEY = SessionKey.fromSeed(seed(1));
  private static final SessionKey OTHER = SessionKey.fromSeed(seed(2));
  private static final long BOND = 100;
  private static final long TIMEOUT = 5_000;

  /** Long after the log began, and what is remembered of heartbeats before it. */
  private static final long GIVEN = START + 600_000;

  private final List<ProverStanding> standings = new ArrayList<>();
  private final List<Lease> leases = new ArrayList<>();

  private static ProverStanding standing(long since, String role, long free) {
    Registration registration =
        new Registration(
            DOMAIN.hex(),
            ANN,
            ByteBuffer.wrap(KEY.publicKey()),
            Long.MAX_VALUE,
            List.of(role),
            1,
            "cpu",
            "v",
            "r",
            "b",
            List.of(),
            1L,
            ByteBuffer.allocate(65));
    return new ProverStanding(
        DOMAIN.hex(), ANN, registration, "REGISTERED", List.of(), 0, 0L, free, 0L, 0L, since);
  }

  private void beat(long time, int slots, SessionKey key) {
    Heartbeat beat =
        Heartbeat.newBuilder()
            .setDomain(DOMAIN.hex())
            .setProverId(ANN)
            .setSequence(time)
            .setCapacity(1)
            .setInFlight(0)
            .setDraining(false)
            .setDeclines(List.of())
            .setSignature(ByteBuffer.allocate(64))
            .setAggregationSlots(slots)
            .build();
    write(Topics.HEARTBEATS, ANN, SignedMessages.sign(beat, key), time);
  }

  private static @Nullable Want want(int node, List<String> barred) {
    return new Want("batch", node, 1, barred, barred, List.of(), null, 0, BOND, TIMEOUT);
  }

  private void give(int node, long at, long until, @Nullable Want want) {
    give(node, at, at, until, want);
  }

  private void give(int node, long wanted, long at, long until, @Nullable Want want) {
    leases.add(
        new Lease("aggregation-0", node, wanted, wanted, at, "batch", node, 1, ANN, want, until));
  }

  private List<String> found() {
    try (LogSnapshot snapshot = LogSnapshot.of(log);
        Scratch scratch = snapshot.scratch()) {
      Standings all = new Standings(scratch);
      standings.forEach(all::add);
      Findings findings = new Findings();
      Heartbeats beats = new Heartbeats(new Decoding(snapshot, SERDES), scratch);
      LeaseChoices choices = new LeaseChoices(beats, all, scratch, findings);
      leases.forEach(choices::add);
      choices.check();
      return findings.first().stream().map(LeaseChoicesTest::text).toList();
    }
  }

  private static String text(Finding finding) {
    return finding.where() + finding.detail().substring(finding.detail().indexOf(": "));
  }

  /** Registered with its bond, and heard of from the beginning. */
  private void honest() {
    standings.add(standing(START, "AGGREGATOR", BOND));
    beat(START, 1, KEY);
    beat(GIVEN - 1_000, 2, KEY);
  }

  @Test
  void shouldFindNothingWhereTheHolderWasThereWithASlot() {
    honest();
    give(1, GIVEN - 2, GIVEN + 9, want(1, List.of()));
    give(2, GIVEN, Lease.OPEN, want(2, List.of()));

    assertThat(found()).isEmpty();
  }

  @Test
  void shouldFindALeaseThatNobodyHadAskedForOrWhoseHolderWasBarred() {
    honest();
    give(1, GIVEN - 9, GIVEN - 8, null);
    give(2, GIVEN, GIVEN + 1, want(2, List.of(ANN)));

    assertThat(found())
        .containsExactly(
            "aggregation-0 1: nobody had asked for it",
            "aggregation-0 2: its holder had it before, and may not have it yet");
  }

  /** By the clocks of brokers, which may be apart. */
  @Test
  void shouldFindALeaseThatIsOlderThanTheQuestion() {
    honest();
    give(1, GIVEN + BrokerClocks.APART_MS, GIVEN, GIVEN + 1, want(1, List.of()));
    give(2, GIVEN + BrokerClocks.APART_MS + 1, GIVEN, GIVEN + 1, want(2, List.of()));

    assertThat(found())
        .containsExactly("aggregation-0 2: it was asked for later, at " + (GIVEN + 5_001));
  }

  @Test
  void shouldFindAHolderThatWasNotRegisteredWithItsBond() {
    standings.add(standing(START, "PROVER", BOND));
    standings.add(standing(START + 1, "AGGREGATOR", BOND - 1));
    standings.add(standing(GIVEN + BrokerClocks.APART_MS + 1, "AGGREGATOR", BOND));
    beat(START, 1, KEY);
    beat(GIVEN - 1_000, 1, KEY);
    give(1, GIVEN, Lease.OPEN, want(1, List.of()));

    assertThat(found())
        .containsExactly("aggregation-0 1: its holder was not registered with that bond");
  }

  /** The desk may have read a moment before what it lost meanwhile. */
  @Test
  void shouldBelieveWhatTheDeskMayStillHaveRead() {
    honest();
    standings.add(standing(GIVEN - 59_000, "AGGREGATOR", 0));
    give(1, GIVEN, Lease.OPEN, want(1, List.of()));

    assertThat(found()).isEmpty();
  }

  @Test
  void shouldFindAHolderThatNobodyHadHeardOf() {
    standings.add(standing(START, "AGGREGATOR", BOND));
    beat(START, 1, KEY);
    beat(GIVEN - 1_000, 2, OTHER);
    beat(GIVEN + BrokerClocks.APART_MS + 1, 2, KEY);
    give(1, GIVEN, Lease.OPEN, want(1, List.of()));

    assertThat(found()).containsExactly("aggregation-0 1: its holder had not been heard of");
  }

  /** Of its registration, its heartbeat and the end of its lease, by the clock of the desk's. */
  @Test
  void shouldTakeThatTheClocksOfBrokersAreApart() {
    beat(START, 1, OTHER);
    standings.add(standing(GIVEN - 9 + BrokerClocks.APART_MS, "AGGREGATOR", BOND));
    beat(GIVEN - 9 + BrokerClocks.APART_MS, 1, KEY);
    give(1, GIVEN - 9, GIVEN + BrokerClocks.APART_MS, want(1, List.of()));
    give(2, GIVEN, Lease.OPEN, want(2, List.of()));

    assertThat(found()).isEmpty();
  }

  @Test
  void shouldFindMoreLeasesThanSlots() {
    honest();
    give(1, GIVEN - 9, Lease.OPEN, want(1, List.of()));
    give(2, GIVEN - 8, Lease.OPEN, want(2, List.of()));
    give(3, GIVEN, Lease.OPEN, want(3, List.of()));

    assertThat(found()).containsExactly("aggregation-0 3: its holder had 2 of 2 slots taken");
  }

  /** Heartbeats are kept for some days only. */
  @Test
  void shouldNotAskForHeartbeatsThatAreGone() {
    standings.add(standing(START, "AGGREGATOR", BOND));
    beat(GIVEN - 1_000, 2, OTHER);
    give(1, GIVEN, Lease.OPEN, want(1, List.of()));

    assertThat(found()).isEmpty();
  }
}
