package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import io.proofworks.market.ProductClasses;
import java.lang.reflect.Field;
import java.lang.reflect.Modifier;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/**
 * Collections that an audit, and the replays that it makes, have in memory: each is of something of
 * which there is no more when the log is longer. All others are of a {@link Scratch}. Whatever a
 * partition itself knows is in its stores, or is of the market that is open.
 */
final class AuditMemoryTest {

  /** By what they are of. */
  private static final Map<String, List<String>> IN_MEMORY =
      Map.of(
          "topics and partitions",
          List.of(
              "AggregationTimes.clocks",
              "AggregationTimes.courses",
              "ForgottenHeartbeats.kept",
              "LogSnapshot.claimed",
              "LogSnapshot.spans",
              "LogSnapshot.whole",
              "Messages.readers",
              "Openings.last",
              "ReadingOrder$Reader.clocks",
              "ReadingOrder$Reader.latest",
              "ReadingOrder$Reader.others",
              "SettlementAudit.turns",
              "TaskTimes.clocks",
              "TaskTimes.topics",
              "Torn.topics"),
          "names that journals may have, and witnesses that were named",
          List.of(
              "Checkpoints.claims",
              "Checkpoints.cosigned",
              "Checkpoints.late",
              "Checkpoints.signed",
              "Checkpoints.witnessed",
              "JournalIndex.sizes"),
          "versions of the policy",
          List.of("AggregationTimes.policies", "Leases.policies", "TaskTimes.policies"),
          "leases that are out, or asked for",
          List.of("ReplayedLeases.open", "ReplayedLeases.wants"),
          "buckets of money",
          List.of("Sums.totals"),
          "keys that were named",
          List.of("Checkpoints.formerKeys"),
          "schemas, gaps, findings of a kind and pieces of time, of which only so many are kept",
          List.of(
              "Findings.counts",
              "Findings.first",
              "KnownMoney$AtWork.lately",
              "KnownSchemas.byId",
              "LogFileReader.schemas",
              "LogSnapshot.gaps",
              "ScratchDb$Pages.page",
              "Standstills.ticked"));

  @Test
  void shouldKeepInMemoryNothingThatGrowsWithTheLog() {
    List<String> kept =
        new ClassFileImporter()
            .withImportOption(new ProductClasses()).importPackages("io.proofworks").stream()
                .filter(AuditMemoryTest::isOfAnAudit)
                .flatMap(type -> Stream.of(type.reflect().getDeclaredFields())) // as it is loaded
                .filter(AuditMemoryTest::isCollection)
                .map(AuditMemoryTest::name)
                .toList();

    assertThat(kept)
        .containsExactlyInAnyOrderElementsOf(
            IN_MEMORY.values().stream().flatMap(List::stream).toList());
  }

  /** Records are handed on, and kept by others. */
  private static boolean isOfAnAudit(JavaClass type) {
    return !type.isRecord()
        && switch (type.getPackageName()) {
          case "io.proofworks.market.audit",
              "io.proofworks.runtime.journal",
              "io.proofworks.settlement.replay" ->
              true;
          default -> type.getSimpleName().matches("Replayed\\w+|\\w+Replay|\\w+Times");
        };
  }

  private static boolean isCollection(Field field) {
    return !Modifier.isStatic(field.getModifiers())
        && (Collection.class.isAssignableFrom(field.getType())
            || Map.class.isAssignableFrom(field.getType()));
  }

  private static String name(Field field) {
    String owner = field.getDeclaringClass().getName();
    return owner.substring(owner.lastIndexOf('.') + 1) + "." + field.getName();
  }
}
