package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.proofworks.market.audit.Audit.Finding;
import io.proofworks.proofs.registry.VerifierRegistry;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.LedgerBucket;
import io.proofworks.serde.MarketSerdes;
import io.proofworks.tlog.Checkpoint;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class AuditReportTest {

  private static final byte[] KEY = new byte[32];
  private static final Audit.Scope SCOPE =
      new Audit.Scope(
          Hash32.ZERO,
          new MarketSerdes(new KnownSchemas(Map.of())),
          VerifierRegistry.standard(),
          4,
          Optional.of(KEY));
  @TempDir private Path directory;

  private static Audit.Result result(int entries, List<Finding> findings, String note) {
    return new Audit.Result(
        9,
        Map.of("task-0", (long) entries),
        3,
        4,
        2,
        6,
        1,
        8,
        findings.stream().collect(Collectors.groupingBy(Finding::kind, Collectors.counting())),
        findings,
        List.of(
            new Span("market.journal", 0, 0, 7, entries, 0, 1_700_000_000_000L, 1_700_000_001_000L),
            new Span("market.tasks", 1, 5, 90_071_992_547_409_930L, 2, 2, 0, 1_700_000_002_000L)),
        List.of(new Checkpoints.Signed("task-0", entries, 2, 4, note, 1_700_000_001_000L)),
        new Audit.Compared(11, 1, 5, 6, 2, 3, 1, Map.of(LedgerBucket.FREE, BigInteger.valueOf(90))),
        List.of(new TopicCover("market.tasks", TopicCover.How.REPLAYED, "by the journals")));
  }

  /** Others parse it: a change of it is a change of the format. */
  @Test
  void shouldHaveTheShapeThatIsDocumented() {
    String json =
        new AuditReport(
                SCOPE,
                result(5, List.of(new Finding("EQUIVOCATION", "t-0@1", "two \"roots\"")), ""))
            .json();
    assertThat(json)
        .isEqualTo(
            """
            {
              "format" : "proofworks-audit/1",
              "domain" : "0x0000000000000000000000000000000000000000000000000000000000000000",
              "clean" : false,
              "upTo" : "1700000002000",
              "journalKey" : "0000000000000000000000000000000000000000000000000000000000000000",
              "since" : 0,
              "checked" : {
                "records" : "9",
                "inputs" : "6",
                "waiting" : "1",
                "torn" : "8",
                "verdicts" : "3",
                "movements" : "4",
                "checkpoints" : "2",
                "messages" : "11",
                "messagesWaiting" : "1",
                "followUps" : "5",
                "answers" : "6",
                "tasks" : "2",
                "leases" : "3",
                "receipts" : "1",
                "totals" : {
                  "FREE" : "90"
                }
              },
              "topics" : [ {
                "topic" : "market.tasks",
                "covered" : "REPLAYED",
                "what" : "by the journals"
              } ],
              "journals" : [ {
                "journal" : "task-0",
                "entries" : "5",
                "checkpoints" : "2",
                "signedEntries" : "4",
                "lastTime" : "1700000001000"
              } ],
              "read" : [ {
                "topic" : "market.journal",
                "partition" : 0,
                "from" : "0",
                "to" : "7",
                "records" : "5",
                "ticks" : "0",
                "firstTime" : "1700000000000",
                "lastTime" : "1700000001000"
              }, {
                "topic" : "market.tasks",
                "partition" : 1,
                "from" : "5",
                "to" : "90071992547409930",
                "records" : "2",
                "ticks" : "2",
                "firstTime" : "0",
                "lastTime" : "1700000002000"
              } ],
              "found" : {
                "EQUIVOCATION" : "1"
              },
              "findings" : [ {
                "kind" : "EQUIVOCATION",
                "where" : "t-0@1",
                "detail" : "two \\"roots\\""
              } ]
            }
            """);
  }

  @Test
  void shouldCallNeitherAnEmptyAuditCleanNorOneWithFindings() {
    assertThat(result(5, List.of(), "").clean()).isTrue();
    assertThat(result(0, List.of(), "").clean()).isFalse();
    assertThat(result(5, List.of(new Finding("a", "b", "c")), "").clean()).isFalse();
  }

  @Test
  void shouldReadTheCheckpointsThatItKept() throws Exception {
    Path file = directory.resolve("kept");
    String note = new Checkpoint("proofworks/x/task-0", 4, Hash32.ZERO).sign(new byte[32]);
    KeptCheckpoints.write(file, List.of(result(5, List.of(), note)));
    assertThat(KeptCheckpoints.read(file)).containsExactly(note);

    Files.writeString(file, "something else\n");
    assertThatIllegalArgumentException().isThrownBy(() -> KeptCheckpoints.read(file));
  }
}
