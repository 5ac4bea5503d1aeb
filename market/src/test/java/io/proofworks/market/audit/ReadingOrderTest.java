package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.topics.Topics;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class ReadingOrderTest {

  private static final String STAKES = Topics.STAKES.name();
  private static final String WINDOWS = Topics.WINDOWS.name();
  private static final String REQUESTS = "settlement-account-requests";
  private static final String REGISTRY = "settlement-registry";
  private static final String ACCOUNT = "account-0";
  private static final String TASK = "task-0";

  private final WrittenLog log = new WrittenLog();

  /** It would not have counted for the commit that it was for. */
  @Test
  void shouldFindAStakeAfterARequestThatCameMuchLater() {
    log.ticked(0, 300).took(ACCOUNT, REQUESTS, 130).took(ACCOUNT, STAKES, 9);
    assertThat(findings(ACCOUNT)).containsExactly("OUT_OF_ORDER account-0 1");
  }

  @Test
  void shouldTakeThatOneIsReadALittleLater() {
    log.ticked(0, 300).took(ACCOUNT, REQUESTS, 130).took(ACCOUNT, STAKES, 10);
    assertThat(findings(ACCOUNT)).isEmpty();
  }

  /** The broker that has the stake was away, and the others came back before it. */
  @Test
  void shouldTakeThatOneIsReadLateAfterTheLogStoodStill() {
    log.ticked(0, 9).ticked(600, 700).took(ACCOUNT, REQUESTS, 600).took(ACCOUNT, STAKES, 9);
    assertThat(findings(ACCOUNT)).isEmpty();
  }

  /** Who dates one tick at the end would have the whole log stand still. */
  @Test
  void shouldNotTakeATickThatIsAheadForALogThatStoodStill() {
    log.ticked(0, 300);
    log.log.set(5, ForgedLog.dated(log.log.get(5), WrittenLog.at(300)));
    log.took(ACCOUNT, REQUESTS, 130).took(ACCOUNT, STAKES, 9);
    assertThat(findings(ACCOUNT)).contains("OUT_OF_ORDER account-0 1");
  }

  @Test
  void shouldNotAccuseAMarketWhoseTicksAreForgotten() {
    log.ticked(200, 300).took(ACCOUNT, REQUESTS, 130).took(ACCOUNT, STAKES, 9);
    assertThat(findings(ACCOUNT)).isEmpty();
  }

  /** Its sender was away. */
  @Test
  void shouldTakeThatAMessageIsOldThatWasSentLate() {
    log.ticked(0, 700)
        .took("policy-0", Topics.POLICIES.name(), 10, 600, Map.of())
        .took(ACCOUNT, STAKES, 600)
        .took(ACCOUNT, REQUESTS, 10, 601, Map.of());
    assertThat(findings(ACCOUNT, arrived("policy-0", 0, ACCOUNT, 1))).isEmpty();
  }

  /** The next of a topic is all that a side sees of it. */
  @Test
  void shouldTakeThatAMessageIsBehindAnotherOfItsTopic() {
    log.ticked(0, 700)
        .took(ACCOUNT, STAKES, 500)
        .took(ACCOUNT, REQUESTS, 501)
        .took(ACCOUNT, REQUESTS, 10, 501, Map.of());
    assertThat(findings(ACCOUNT)).isEmpty();
  }

  @Test
  void shouldFindAMessageAfterOneThatWasSentMuchLater() {
    log.ticked(0, 700)
        .took("task-1", Topics.REVEALS.name(), 10)
        .took("task-2", Topics.REVEALS.name(), 10, 131, Map.of())
        .took(ACCOUNT, REQUESTS, 10, 131, Map.of())
        .took(ACCOUNT, REQUESTS, 10, 131, Map.of());
    assertThat(
            findings(ACCOUNT, arrived("task-2", 0, ACCOUNT, 0), arrived("task-1", 0, ACCOUNT, 1)))
        .containsExactly("OUT_OF_ORDER account-0 1");
  }

  /** A friend's, or a session key: tasks are judged by what their clocks have passed. */
  @Test
  void shouldFindAWindowThatWasTakenInLongAfterTheClocksHadPassedIt() {
    for (String topic : List.of(WINDOWS, REGISTRY)) {
      WrittenLog late = new WrittenLog().ticked(0, 300);
      late.took(TASK, topic, 5, 5, clocks(5)).took(TASK, topic, 10, 140, clocks(131));
      assertThat(findings(late, TASK)).as(topic).containsExactly("OUT_OF_ORDER task-0 1");
    }
    log.ticked(0, 300)
        .took(TASK, WINDOWS, 5, 5, clocks(5))
        .took(TASK, WINDOWS, 10, 140, clocks(130));
    assertThat(findings(TASK)).isEmpty();
  }

  private static Map<String, Long> clocks(double seconds) {
    return Map.of(Topics.REVEALS.name(), WrittenLog.at(seconds));
  }

  private record Arrived(Messages.Place from, Messages.Place to) {}

  private static Arrived arrived(String from, long sent, String to, long taken) {
    return new Arrived(new Messages.Place(from, sent), new Messages.Place(to, taken));
  }

  private List<String> findings(String journal, Arrived... messages) {
    return findings(log, journal, messages);
  }

  private static List<String> findings(WrittenLog log, String journal, Arrived... messages) {
    return log
        .findings(run -> {
          JournalIndex journals = new JournalIndex(run.log(), run.scratch(), run.findings());
          ReadingOrder order =
              new ReadingOrder(journals, run.delays(), run.scratch(), run.findings());
          List.of(messages).forEach(one -> order.arrived(one.from(), one.to()));
          order.check(journal);
        })
        .stream()
        .map(ReadingOrderTest::named)
        .toList();
  }

  private static String named(Finding finding) {
    return finding.kind() + " " + finding.where();
  }
}
