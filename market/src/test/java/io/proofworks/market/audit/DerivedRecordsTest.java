package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.runtime.journal.BrokerClocks;
import io.proofworks.runtime.journal.Difference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class DerivedRecordsTest {

  private final Scratch scratch = Scratch.under(LogSnapshot.TMP);
  private final Findings findings = new Findings();
  private final DerivedRecords records =
      new DerivedRecords(Difference.Kind.DIFFERENT_RECORD, 1_000, scratch, findings);

  @AfterEach
  void close() {
    scratch.close();
  }

  private String[] places() {
    records.conclude();
    return findings.first().stream().map(Finding::where).toArray(String[]::new);
  }

  @Test
  void shouldMatchAsOftenAsEachFollows() {
    records.add("a", "aggregation-0 1", 500);
    records.add("a", "aggregation-0 2", 600);
    records.take("a", "t-0@1");
    records.take("a", "t-0@2");
    records.take("a", "t-0@3");

    assertThat(places()).containsExactly("t-0@3");
    assertThat(records.matched()).isEqualTo(2);
  }

  /** By the clock of the broker that wrote it, which may be behind. */
  @Test
  void shouldFindWhatWasWrittenBeforeItFollowed() {
    records.add("a", "aggregation-0 1", 10_000);
    records.add("b", "aggregation-0 2", 10_000);
    records.take("a", "t-0@1", 10_000 - BrokerClocks.APART_MS);
    records.take("b", "t-0@2", 10_000 - BrokerClocks.APART_MS - 1);

    assertThat(places()).containsExactly("t-0@2");
  }

  @Test
  void shouldFindWhatFollowsAndIsNotThereOnceItHadItsTime() {
    records.add("a", "aggregation-0 1", 999);
    records.add("b", "aggregation-0 2", 1_000);

    assertThat(places()).containsExactly("aggregation-0 1");
  }
}
