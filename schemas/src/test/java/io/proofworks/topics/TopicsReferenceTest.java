package io.proofworks.topics;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** docs/topics.md is what the catalogue says; {@code -Ddocs.write} writes it anew. */
class TopicsReferenceTest {

  private static final Path FILE = Path.of("..", "docs", "topics.md");

  private static final String HEAD =
      """
      # Topics

      Generated from the catalogue (`io.proofworks.topics.Topics`) by `TopicsReferenceTest`; do not edit. Write it anew with
      `./mvnw test -pl schemas -Dtest=TopicsReferenceTest -Ddocs.write`.

      Keys are lower-case `0x` hex strings. Values are Avro in the Confluent wire format, subjects by TopicNameStrategy
      (`<topic>-value`), compatibility FULL_TRANSITIVE; the schemas stand in `schemas/src/main/avro`. All topics are
      `LogAppendTime`, and all have the same number of partitions (4 unless a deployment says otherwise). "Ticked" topics carry
      records with the header `tick` and a null key: skip them.

      | topic | key | value | written by | read by | kept | limit, bytes | compression | ticked |
      |---|---|---|---|---|---|---|---|---|
      """;

  private static final String GRANTS =
      """

      ## Grants

      Who may do what, as `kafka-acls.sh` commands for the principals named here; `--bootstrap-server` is left out. What is not
      listed is not granted: outsiders get **no** TransactionalId (an open transaction could take a reveal back, or hide what
      stands behind it), no Delete or Alter of anything, no group but those under their own prefix, and no write to what the
      market writes. The same plan as a table: `./proofworks topics acls`.

      ```
      """;

  @Test
  void shouldBeWhatTheCatalogueSays() throws IOException {
    String generated = reference();
    if (System.getProperty("docs.write") != null) {
      Files.writeString(FILE, generated);
    }
    assertThat(Files.readString(FILE))
        .as("docs/topics.md is stale; -Ddocs.write on this test writes it anew")
        .isEqualTo(generated);
  }

  private static String reference() {
    StringBuilder text = new StringBuilder(HEAD);
    Topics.all().forEach(topic -> text.append(row(topic)));
    text.append(GRANTS);
    Grant.all().forEach(grant -> text.append(grant.command()).append('\n'));
    return text.append("```\n").toString();
  }

  private static String row(Topic<?> topic) {
    return "| `%s` | %s | %s | %s | %s | %s | %d | %s | %s |\n"
        .formatted(
            topic.name(),
            topic.key().label(),
            topic.valueClass().getSimpleName(),
            names(topic.writers()),
            names(topic.readers()),
            kept(topic),
            topic.maxMessageBytes(),
            topic.compression(),
            topic.ticked() ? "yes" : "");
  }

  private static String kept(Topic<?> topic) {
    return topic.cleanup() == Cleanup.COMPACT
        ? "compacted"
        : topic.retention().map(Duration::toDays).map(days -> days + " d").orElse("for ever");
  }

  private static String names(Set<Party> parties) {
    return parties.stream().sorted().map(Party::principal).collect(Collectors.joining(", "));
  }
}
