package io.proofworks.market.witness;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.avro.Cosignature;
import io.proofworks.avro.JournalCheckpoint;
import io.proofworks.tlog.Checkpoint;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A witness that reads the market's topics, over restarts. */
final class MarketWitnessTest {

  private static final WitnessedLog FIVE = new WitnessedLog("task-0").with("one", 5);
  private static final WitnessedLog EIGHT = FIVE.with("one", 3);
  private static final WitnessedLog FORK = FIVE.with("other", 3);

  @TempDir private Path directory;
  private Witness witness;
  private MarketWitness reading;

  @BeforeEach
  void open() throws Exception {
    witness = WitnessedLog.witness(directory.resolve("state"), true);
    reading = new MarketWitness(WitnessedLog.DOMAIN, WitnessedLog.JOURNAL_KEY, witness);
  }

  @AfterEach
  void close() {
    witness.close();
  }

  private void restart() throws Exception {
    witness.close();
    open();
  }

  private List<Cosignature> published() {
    List<Cosignature> told = new ArrayList<>();
    new Published(WitnessedLog.DOMAIN, witness.key()).tell(witness.cosigned(), 0, told::add);
    return told;
  }

  @Test
  void shouldPassOverRecordsOfNoJournalsName() {
    for (String name : new String[] {"a b", "", "task-0+", "zzz-1", "task-00"}) {
      WitnessedLog none = new WitnessedLog(name).with("any", 1);
      reading.checkpoint(new JournalCheckpoint(WitnessedLog.DOMAIN.hex(), name, 1L, FIVE.note()));
      reading.entry(none.entry(0));
    }
    FIVE.readBy(reading, 0);
    reading.checkpoint(FIVE.signed());

    assertThat(reading.cosign()).isEqualTo(1);
    assertThat(witness.cosigned()).hasSize(1);
  }

  /** What it needs of the entries before is in its state. */
  @Test
  void shouldGoOnAfterARestartFromTheTreeInItsState() throws Exception {
    FIVE.readBy(reading, 0);
    reading.checkpoint(FIVE.signed());
    reading.cosign();
    restart();

    EIGHT.readBy(reading, 5);
    reading.checkpoint(EIGHT.signed());

    assertThat(reading.cosign()).isEqualTo(1);
    assertThat(witness.last(EIGHT.origin())).contains(EIGHT.checkpoint());
  }

  @Test
  void shouldKeepAForkOfTheTopicsOverARestart() throws Exception {
    FIVE.readBy(reading, 0);
    reading.checkpoint(EIGHT.signed());
    reading.checkpoint(FORK.signed());
    assertThat(reading.cosign()).isZero();
    restart();

    EIGHT.readBy(reading, 0);
    reading.checkpoint(EIGHT.signed());

    assertThat(reading.cosign()).as("it does not forget").isZero();
    assertThat(witness.evidence())
        .singleElement()
        .satisfies(one -> assertThat(one.notes()).containsExactly(EIGHT.note(), FORK.note()));
  }

  /** Over HTTP, between its looks at the topics. */
  @Test
  void shouldNotGoOnByTheTopicsFromWhatItDidNotCompare() {
    EIGHT.readBy(reading, 0);
    reading.checkpoint(EIGHT.signed());
    reading.follow();
    WitnessedLog six = new WitnessedLog("task-0").with("other", 6);
    witness.add(0, (earlier, later) -> true, six.note());

    assertThat(reading.cosign()).isZero();

    assertThat(witness.last(six.origin())).contains(six.checkpoint());
    assertThat(witness.evidence()).isNotEmpty();
  }

  @Test
  void shouldKnowWhatItPublished() throws Exception {
    EIGHT.readBy(reading, 0);
    reading.checkpoint(FIVE.signed());
    reading.cosign();
    List<Cosignature> before = published();
    reading.checkpoint(EIGHT.signed());
    reading.cosign();
    restart();

    before.forEach(reading::cosignature);
    published().forEach(reading::cosignature);

    assertThat(reading.forgotten()).isEmpty();
  }

  @Test
  void shouldFindThatItsStateIsOlderThanWhatItPublished() throws Exception {
    Path state = directory.resolve("state");
    EIGHT.readBy(reading, 0);
    reading.checkpoint(FIVE.signed());
    reading.cosign();
    byte[] old = Files.readAllBytes(state);
    reading.checkpoint(EIGHT.signed());
    reading.cosign();
    List<Cosignature> published = published();
    witness.close();
    Files.write(state, old);
    open();

    published.forEach(reading::cosignature);

    assertThat(reading.forgotten().orElseThrow()).contains(EIGHT.origin(), "at 8", "has 5");
  }

  @Test
  void shouldFindThatItsStateIsGoneOrThatOfAnother() throws Exception {
    witness.add(0, (earlier, later) -> true, EIGHT.note());
    List<Cosignature> published = published();
    witness.close();
    Files.delete(directory.resolve("state"));
    open();

    published.forEach(reading::cosignature);
    assertThat(reading.forgotten().orElseThrow()).contains("nothing of it");

    restart();
    witness.add(0, (earlier, later) -> true, FORK.note());
    published.forEach(reading::cosignature);
    assertThat(reading.forgotten().orElseThrow()).contains(FORK.checkpoint().root().toString());
  }

  /** Anybody may write that who has the witness's account at the brokers. */
  @Test
  void shouldTakeNothingForItsOwnThatItDidNotSign() {
    witness.add(0, (earlier, later) -> true, EIGHT.note());
    Cosignature own = published().getFirst();

    reading.cosignature(Cosignature.newBuilder(own).setTreeSize(9).build());
    reading.cosignature(Cosignature.newBuilder(own).setJournal("task-1").build());
    reading.cosignature(Cosignature.newBuilder(own).setRoot("0x").build());
    reading.cosignature(Cosignature.newBuilder(own).setWitness("v.example").build());

    assertThat(reading.forgotten()).isEmpty();
    assertThat(witness.last(EIGHT.origin()).map(Checkpoint::size)).contains(8L);
  }
}
