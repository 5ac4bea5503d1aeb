package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Coordinates;
import io.proofworks.avro.Decline;
import io.proofworks.avro.Heartbeat;
import io.proofworks.avro.ProverStanding;
import io.proofworks.avro.Registration;
import io.proofworks.avro.StandingOffer;
import io.proofworks.avro.Verdict;
import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.messages.SignedMessages;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.protocol.MarketRules;
import io.proofworks.protocol.Reason;
import io.proofworks.protocol.SessionKey;
import io.proofworks.protocol.TaskClass;
import io.proofworks.protocol.VerdictKind;
import io.proofworks.runtime.journal.BrokerClocks;
import io.proofworks.sharding.domain.Effect;
import io.proofworks.sharding.domain.Score;
import io.proofworks.sharding.domain.TaskOffer;
import io.proofworks.sharding.processor.ScheduleMessages;
import io.proofworks.sharding.processor.SchedulingFact;
import io.proofworks.topics.Topics;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** Who may have been given a task, whomever the schedule chose, and when one may be given up. */
final class AssignmentChoicesTest extends SignedLog {

  private static final String ANN = "0x" + "01".repeat(20);
  private static final String TASK_ID = "0x" + "07".repeat(32);
  private static final SessionKey KEY = SessionKey.fromSeed(seed(1));
  private static final SessionKey OTHER = SessionKey.fromSeed(seed(2));
  private static final Hash32 OTHER_MARKET = Keccak.hash(new byte[] {1});
  private static final long BOND = 100;
  private static final long TIMEOUT = 5_000;

  /** Long after the log began, and what is remembered of heartbeats before it. */
  private static final long GIVEN = START + 600_000;

  private static final TaskOffer OFFER =
      new TaskOffer(
          TASK_ID,
          "batch",
          "statement",
          TaskClass.STANDARD,
          "groth16",
          2,
          10,
          40,
          0,
          BOND,
          START,
          GIVEN + 60_000,
          GIVEN + 90_000,
          1,
          3,
          1_000,
          2_000,
          100,
          MarketRules.NEWEST);

  private final List<ProverStanding> standings = new ArrayList<>();

  /** When settlement wrote what became of an account, by the time of its input. */
  private final Map<Long, Long> written = new HashMap<>();

  private final List<SchedulingFact.Beat> declines = new ArrayList<>();
  private final List<SchedulingFact.Chosen> chosen = new ArrayList<>();
  private final List<SchedulingFact.GivenUp> givenUp = new ArrayList<>();
  private final List<LogSnapshot.Gap> gaps = new ArrayList<>();

  private static ProverStanding standing(long since, String role, long free) {
    Registration registration =
        new Registration(
            DOMAIN.hex(),
            ANN,
            ByteBuffer.wrap(KEY.publicKey()),
            Long.MAX_VALUE,
            List.of(role),
            2,
            "cpu",
            "v",
            "r",
            "b",
            List.of(new StandingOffer("STANDARD", "groth16", 10L)),
            1L,
            ByteBuffer.allocate(65));
    return new ProverStanding(
        DOMAIN.hex(), ANN, registration, "REGISTERED", List.of(), 0, 0L, free, 0L, 0L, since);
  }

  private Heartbeat beat(long time, SessionKey key, Decline... given) {
    Heartbeat beat = signed(time, key, DOMAIN, given);
    write(Topics.HEARTBEATS, ANN, beat, time);
    return beat;
  }

  private static Heartbeat signed(long sequence, SessionKey key, Hash32 market, Decline... given) {
    return SignedMessages.sign(
        Heartbeat.newBuilder()
            .setDomain(market.hex())
            .setProverId(ANN)
            .setSequence(sequence)
            .setCapacity(2)
            .setInFlight(0)
            .setDraining(false)
            .setDeclines(List.of(given))
            .setSignature(ByteBuffer.allocate(64))
            .build(),
        key);
  }

  private void give(long reward, int held) {
    Effect.Holder holder = new Effect.Holder(ANN, new Score(0, 0, 0, 0, 0, 0, 0, 0));
    chosen.add(new SchedulingFact.Chosen(chosen.size(), GIVEN, 1, OFFER, holder, reward, held));
  }

  private void giveUp(Set<String> had) {
    givenUp.add(new SchedulingFact.GivenUp(givenUp.size(), GIVEN, 1, OFFER, had));
  }

  private List<String> found() {
    try (LogSnapshot snapshot = LogSnapshot.of(log);
        Scratch scratch = snapshot.scratch()) {
      gaps.forEach(snapshot::gap);
      Standings all = new Standings(scratch);
      written.forEach(all::wrote);
      standings.forEach(all::add);
      Findings findings = new Findings();
      Heartbeats beats = new Heartbeats(new Decoding(snapshot, SERDES), scratch);
      AssignmentChoices choices =
          new AssignmentChoices(
              beats,
              all,
              beat -> SchedulingAudit.mayBeTaken(beat, DOMAIN, 1),
              version -> TIMEOUT,
              findings);
      chosen.forEach(one -> choices.check("schedule-0", one));
      declines.forEach(one -> choices.check("schedule-0", one));
      givenUp.forEach(one -> choices.check("schedule-0", one));
      return findings.first().stream().map(AssignmentChoicesTest::text).toList();
    }
  }

  private static String text(Finding finding) {
    int colon = finding.detail().indexOf(": ");
    return finding.where() + (colon < 0 ? " " + finding.kind() : finding.detail().substring(colon));
  }

  /** Registered with its bond, and heard of all the time. */
  private void honest() {
    standings.add(standing(START, "PROVER", BOND));
    beat(START, KEY);
    for (long time = GIVEN - 70_000; time < GIVEN; time += 2_000) {
      beat(time, KEY);
    }
  }

  @Test
  void shouldFindNothingWhereTheHolderWasThereWithRoom() {
    honest();
    give(20, 1);

    assertThat(found()).isEmpty();
  }

  @Test
  void shouldFindWhoAsksForMoreOrHasNoRoom() {
    honest();
    give(19, 0);
    give(20, 2);

    assertThat(found())
        .containsExactly("schedule-0 0: asks for more than 19", "schedule-0 1: had 2 of 2 tasks");
  }

  @Test
  void shouldFindWhoWasNotRegisteredWithItsBond() {
    standings.add(standing(START, "AGGREGATOR", BOND));
    standings.add(standing(START + 1, "PROVER", BOND - 1));
    standings.add(standing(GIVEN + BrokerClocks.APART_MS + 1, "PROVER", BOND));
    beat(START, KEY);
    beat(GIVEN - 1_000, KEY);
    give(20, 0);

    assertThat(found()).containsExactly("schedule-0 0: cannot bear the bond of 100");
  }

  @Test
  void shouldFindWhoHadNoStandingAtAll() {
    beat(START, KEY);
    give(20, 0);

    assertThat(found()).containsExactly("schedule-0 0: not registered");
  }

  /** It may have read a moment before what it lost meanwhile. */
  @Test
  void shouldBelieveWhatTheScheduleMayStillHaveRead() {
    honest();
    standings.add(standing(GIVEN - 59_000, "PROVER", 0));
    give(20, 0);

    assertThat(found()).isEmpty();
  }

  @Test
  void shouldFindAHolderThatNobodyHadHeardOf() {
    standings.add(standing(START, "PROVER", BOND));
    beat(START, KEY);
    beat(GIVEN - 1_000, OTHER);
    beat(GIVEN + BrokerClocks.APART_MS + 1, KEY);
    give(20, 0);

    assertThat(found()).containsExactly("schedule-0 0: not heard of with a capacity above 0");
  }

  /** Of its registration and its heartbeat, by the clock of the schedule's. */
  @Test
  void shouldTakeThatTheClocksOfBrokersAreApart() {
    beat(START, OTHER);
    standings.add(standing(GIVEN + BrokerClocks.APART_MS, "PROVER", BOND));
    beat(GIVEN + BrokerClocks.APART_MS, KEY);
    give(20, 0);

    assertThat(found()).isEmpty();
  }

  @Test
  void shouldFindADeclineThatNobodySent() {
    honest();
    Heartbeat real = beat(GIVEN - 10, KEY, new Decline(TASK_ID, 1));
    Heartbeat forged = beat(GIVEN - 9, OTHER, new Decline(TASK_ID, 1));
    declines.add(new SchedulingFact.Beat(1, ScheduleMessages.of(real, GIVEN - 10)));
    declines.add(new SchedulingFact.Beat(2, ScheduleMessages.of(forged, GIVEN - 9)));
    declines.add(new SchedulingFact.Beat(3, ScheduleMessages.of(real, GIVEN - 8)));

    assertThat(found())
        .containsExactly("schedule-0 2 INVENTED_MESSAGE", "schedule-0 3 INVENTED_MESSAGE");
  }

  @Test
  void shouldFindATaskThatWasGivenUpWhileSomebodyWasThere() {
    honest();
    giveUp(Set.of(ANN));
    giveUp(Set.of());

    assertThat(found()).containsExactly("schedule-0 1 WRONG_ASSIGNMENT");
  }

  /** One heartbeat that is missing may be what the schedule saw. */
  @Test
  void shouldBelieveThatNobodyWasThereWhileSomebodyWasSilent() {
    standings.add(standing(START, "PROVER", BOND));
    beat(START, KEY);
    for (long time = GIVEN - 70_000; time < GIVEN; time += TIMEOUT) {
      beat(time, KEY);
    }
    giveUp(Set.of());

    assertThat(found()).isEmpty();
  }

  /** Who copies the last heartbeats of a prover that is gone does not bring it back. */
  @Test
  void shouldNotTakeCopiesForAProverThatIsThere() {
    standings.add(standing(START, "PROVER", BOND));
    Heartbeat last = beat(START, KEY);
    for (long time = GIVEN - 70_000; time < GIVEN; time += 2_000) {
      write(Topics.HEARTBEATS, ANN, last, time);
    }
    giveUp(Set.of());

    assertThat(found()).isEmpty();
  }

  /** Of a prover that is gone as its last heartbeats are. */
  @Test
  void shouldNotTakeCopiesOfWhatIsGoneForAProverThatIsThere() {
    standings.add(standing(START, "PROVER", BOND));
    forget();
    for (long time = GIVEN - 70_000; time < GIVEN; time += 2_000) {
      beat(time, KEY);
      refuse(Reason.DUPLICATE);
    }
    giveUp(Set.of());

    assertThat(found()).isEmpty();
  }

  /** Who had something taken is above all that is gone. */
  @Test
  void shouldNotBelieveThatWhatCameAfterWasACopyOfWhatIsGone() {
    standings.add(standing(START, "PROVER", BOND));
    forget();
    beat(GIVEN - 80_000, KEY);
    for (long time = GIVEN - 70_000; time < GIVEN; time += 2_000) {
      beat(time, KEY);
      refuse(Reason.DUPLICATE);
    }
    giveUp(Set.of());

    assertThat(found()).containsExactly("schedule-0 0 WRONG_ASSIGNMENT");
  }

  /** Its prover did not write what was refused for another reason, so that it shows nothing. */
  @Test
  void shouldNotTakeAForgeryForWhatShowsThatOthersAreNoCopies() {
    standings.add(standing(START, "PROVER", BOND));
    forget();
    beat(GIVEN - 80_000, OTHER);
    refuse(Reason.BAD_SIGNATURE);
    for (long time = GIVEN - 70_000; time < GIVEN; time += 2_000) {
      beat(time, KEY);
      refuse(Reason.DUPLICATE);
    }
    giveUp(Set.of());

    assertThat(found()).isEmpty();
  }

  /** While nothing is gone, the log shows what was a copy. */
  @Test
  void shouldNotBelieveThatHeartbeatsWereCopiesOfWhatThereNeverWas() {
    honest();
    long first = offsets.get(Topics.HEARTBEATS.name());
    for (long offset = 0; offset < first; offset++) {
      refuse(Reason.DUPLICATE, offset);
    }
    giveUp(Set.of());

    assertThat(found()).containsExactly("schedule-0 0 WRONG_ASSIGNMENT");
  }

  /** What is read slowly may be forgotten meanwhile, behind what was read. */
  @Test
  void shouldHoldNoChoiceAgainstHeartbeatsOfWhichSomeInBetweenAreGone() {
    standings.add(standing(START, "PROVER", BOND));
    beat(START, OTHER);
    forget();
    give(20, 0);
    assertThat(found()).as("none is left").isEmpty();

    beat(GIVEN - 60_000 - TIMEOUT + 1, OTHER);

    assertThat(found()).as("its last one may be gone").isEmpty();
  }

  @Test
  void shouldHoldChoicesAgainstAllHeartbeatsThatAreLeft() {
    standings.add(standing(START, "PROVER", BOND));
    beat(START, OTHER);
    forget();
    beat(GIVEN - 60_000 - TIMEOUT, OTHER);
    give(20, 0);

    assertThat(found()).containsExactly("schedule-0 0: not heard of with a capacity above 0");
  }

  /** What was written then is gone. */
  private void forget() {
    long offset = offsets.merge(Topics.HEARTBEATS.name(), 1L, Long::sum) - 1;
    gaps.add(new LogSnapshot.Gap(Topics.HEARTBEATS.name(), 0, offset, offset + 1));
  }

  /** The last heartbeat. */
  private void refuse(Reason reason) {
    refuse(reason, offsets.get(Topics.HEARTBEATS.name()) - 1);
  }

  private void refuse(Reason reason, long offset) {
    Coordinates at = new Coordinates(Topics.HEARTBEATS.name(), 0, offset, START);
    write(
        Topics.VERDICTS,
        ANN,
        Verdict.newBuilder()
            .setVerdictId(Hash32.ZERO.hex())
            .setDomain(DOMAIN.hex())
            .setKind(VerdictKind.HEARTBEAT.name())
            .setReason(reason.name())
            .setDetail("")
            .setAuthor("")
            .setInput(at)
            .setEpoch(0)
            .setShardWeight(0)
            .setDecidedAt(START)
            .setSlashed(0)
            .setRewarded(0)
            .setEvidence(List.of())
            .build(),
        START);
  }

  @Test
  void shouldTakeAProverForThereWhateverOthersWriteInItsName() {
    Heartbeat forged = signed(Long.MAX_VALUE, OTHER, DOMAIN);
    write(Topics.HEARTBEATS, ANN, forged, START);
    honest();
    giveUp(Set.of());

    assertThat(found()).containsExactly("schedule-0 0 WRONG_ASSIGNMENT");
  }

  @Test
  void shouldNotTakeWhatIsRefusedForAProverThatIsThere() {
    standings.add(standing(START, "PROVER", BOND));
    beat(START, KEY);
    Decline[] many = new Decline[513];
    Arrays.fill(many, new Decline(TASK_ID, 1));
    for (long time = GIVEN - 70_000; time < GIVEN; time += 2_000) {
      write(Topics.HEARTBEATS, ANN, signed(time, KEY, OTHER_MARKET), time);
      write(Topics.HEARTBEATS, TASK_ID, signed(time + 1, KEY, DOMAIN), time);
      write(Topics.HEARTBEATS, ANN, signed(time + 2, KEY, DOMAIN, many), time);
    }
    giveUp(Set.of());

    assertThat(found()).isEmpty();
  }

  /** What settlement had not said yet, since it was away, the schedule could not know. */
  @Test
  void shouldBelieveWhatTheScheduleReadBeforeSettlementWasBack() {
    honest();
    standings.add(standing(GIVEN - 300_000, "PROVER", 0));
    written.put(GIVEN - 300_000, GIVEN + 1_000);
    give(20, 0);

    assertThat(found()).isEmpty();
  }

  @Test
  void shouldFindWhatTheScheduleReadLongAfterSettlementSaidOtherwise() {
    honest();
    standings.add(standing(GIVEN - 300_000, "PROVER", 0));
    written.put(GIVEN - 300_000, GIVEN - 200_000);
    give(20, 0);

    assertThat(found()).containsExactly("schedule-0 0: cannot bear the bond of 100");
  }

  @Test
  void shouldNotTakeAProverForThereBeforeSettlementSaidSo() {
    honest();
    standings.clear();
    standings.add(standing(GIVEN - 300_000, "PROVER", BOND));
    written.put(GIVEN - 300_000, GIVEN - 1_000);
    giveUp(Set.of());

    assertThat(found()).isEmpty();
  }
}
