package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import io.proofworks.market.audit.Audit.Finding;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

final class FindingsTest {

  private final Findings findings = new Findings();

  @Test
  void shouldKeepTheFirstOfEachKindAndCountTheRest() {
    for (int i = 0; i < Findings.MOST + 7; i++) {
      findings.add("MANY", "t-0@" + i, "");
    }
    findings.add("FEW", "t-1@0", "");

    assertThat(findings.counts()).isEqualTo(Map.of("MANY", Findings.MOST + 7L, "FEW", 1L));
    assertThat(findings.first())
        .hasSize(Findings.MOST + 1)
        .startsWith(new Finding("MANY", "t-0@0", ""))
        .endsWith(new Finding("FEW", "t-1@0", ""));
  }

  @Test
  void shouldLeaveWhatWasBeingWrittenToTheNextAudit() {
    Findings live = new Findings("t-0@7"::equals);
    live.add("ONE", "t-0@7", "");
    live.add("ONE", "t-0@8", "");
    live.add("EQUIVOCATION", "t-0@7", "says so by itself");
    live.certain("ANOTHER", "t-0@7", "so does this one");

    assertThat(live.first())
        .containsExactly(
            new Finding("ONE", "t-0@8", ""),
            new Finding("EQUIVOCATION", "t-0@7", "says so by itself"),
            new Finding("ANOTHER", "t-0@7", "so does this one"));
    assertThat(live.counts()).isEqualTo(Map.of("ONE", 1L, "EQUIVOCATION", 1L, "ANOTHER", 1L));
  }

  /** Nor all that a record calls something. */
  @Test
  void shouldNotKeepAWholeRecord() {
    String tooLong = "a".repeat(Findings.MOST_LETTERS + 1);

    findings.add("LONG", tooLong, tooLong);

    Finding kept = findings.first().getFirst();
    assertThat(List.of(kept.where(), kept.detail()))
        .allSatisfy(text ->
            assertThat(text)
                .startsWith("aaa")
                .endsWith("... (4097 letters)")
                .hasSizeLessThan(Findings.MOST_LETTERS + 30));
  }
}
