package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.runtime.journal.BrokerClocks;
import io.proofworks.topics.Topics;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Append times that cannot be, by what stands beside them. */
class AppendTimesTest {

  private static final String PARTITION = Topics.COMMITMENTS.name() + "-0@";

  /** Ticks, one a second, of which one says another time. */
  private static WrittenLog dated(int which, long time) {
    WrittenLog log = new WrittenLog().ticked(0, 30);
    log.log.set(which, ForgedLog.dated(log.log.get(which), time));
    return log;
  }

  private static List<Finding> findings(WrittenLog log) {
    return log.findings(run -> {});
  }

  @Test
  void shouldFindWhatIsAheadOfWhatStandsBehindIt() {
    WrittenLog log = dated(5, WrittenLog.at(300));
    List<Long> judged = new ArrayList<>();

    List<Finding> findings =
        log.findings(run -> {
          for (var logged : run.log().of(Topics.COMMITMENTS.name(), 0)) {
            judged.add(run.times().judged(logged.record()).time());
          }
        });

    assertThat(findings)
        .extracting(Finding::kind, Finding::where)
        .containsExactly(tuple("WRONG_TIME", PARTITION + 5));
    assertThat(judged)
        .startsWith(WrittenLog.at(0), WrittenLog.at(1))
        .endsWith(WrittenLog.at(29), WrittenLog.at(30));
    assertThat(judged.get(5)).isEqualTo(WrittenLog.at(6) + BrokerClocks.APART_MS);
  }

  @Test
  void shouldFindWhatIsBehindWhatStandsBeforeIt() {
    assertThat(findings(dated(25, WrittenLog.at(3))))
        .extracting(Finding::kind, Finding::where)
        .containsExactly(tuple("WRONG_TIME", PARTITION + 25));
  }

  /** A leader whose clock is ahead is followed by one whose clock is behind. */
  @Test
  void shouldTakeThatClocksOfBrokersAreApart() {
    assertThat(findings(dated(5, WrittenLog.at(6) + BrokerClocks.APART_MS))).isEmpty();
    assertThat(findings(dated(5, WrittenLog.at(6) + BrokerClocks.APART_MS + 1))).hasSize(1);
    assertThat(findings(dated(25, WrittenLog.at(24) - BrokerClocks.APART_MS))).isEmpty();
    assertThat(findings(dated(25, WrittenLog.at(24) - BrokerClocks.APART_MS - 1))).hasSize(1);
  }

  /** The last of a partition has nothing behind it. */
  @Test
  void shouldTakeThatTheLogStoodStill() {
    assertThat(findings(dated(30, WrittenLog.at(3_000)))).isEmpty();
  }

  /** Somebody set the topic to CreateTime for a while, and back. */
  @Test
  void shouldFindTimesThatWritersChose() {
    WrittenLog log = new WrittenLog().ticked(0, 30);
    for (int chosen : List.of(5, 6)) {
      log.log.set(chosen, ForgedLog.claimed(log.log.get(chosen)));
    }

    assertThat(findings(log))
        .singleElement()
        .satisfies(found -> {
          assertThat(found.kind()).isEqualTo("WRONG_TIME");
          assertThat(found.where()).isEqualTo(PARTITION + 5);
          assertThat(found.detail()).startsWith("2 records");
        });
  }

  @Test
  void shouldFindAnEntryThatWasWrittenBeforeItsInput() {
    double apart = BrokerClocks.APART_MS / 1_000.0;
    for (double early : List.of(apart, apart + 0.001)) {
      WrittenLog log = new WrittenLog();
      log.took("account-0", Topics.STAKES.name(), 20, 20 - early, Map.of());
      assertThat(log.findings(run -> new JournalIndex(run.log(), run.scratch(), run.findings())))
          .extracting(Finding::kind, Finding::where)
          .isEqualTo(early == apart ? List.of() : List.of(tuple("WRONG_TIME", "account-0 0")));
    }
  }
}
