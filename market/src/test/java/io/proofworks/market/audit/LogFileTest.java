package io.proofworks.market.audit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.Coordinates;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.zip.GZIPInputStream;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is written into a file and read again; nothing of it depends on what the records say. */
class LogFileTest {

  private static final LogFile.Origin ORIGIN =
      new LogFile.Origin(Hash32.ZERO, 3, Optional.of(new byte[32]));
  private static final KnownSchemas REGISTRY =
      new KnownSchemas(Map.of(7, Topics.JOURNAL.schema(), 9, Topics.LEDGER.schema()));

  @TempDir private Path directory;

  private static StoredRecord record(Topic<?> topic, long offset, byte[] key, byte[] value) {
    RecordHeaders headers = new RecordHeaders();
    if (offset % 3 == 0) {
      headers.add("tick", "1".getBytes(StandardCharsets.US_ASCII)).add("ü", null);
    }
    return new StoredRecord(
        new Coordinates(topic.name(), (int) (offset % 2), offset, 1_000 + offset),
        key,
        value,
        headers,
        offset % 5 == 0);
  }

  /** Records with every combination of absent, empty and random keys and values, and a gap. */
  private LogSnapshot log(long seed) {
    Random random = new Random(seed);
    LogSnapshot log = LogSnapshot.empty(directory);
    log.gap(new LogSnapshot.Gap("market.tasks", 0, 0, 5));
    log.span("market.metrics", 2, 0, 0);
    log.wholeUpTo(Topics.TASKS.name(), 1, 5_050);
    for (Topic<?> topic : List.of(Topics.TASKS, Topics.LEDGER)) {
      for (int p = 0; p < 2; p++) {
        log.span(topic.name(), p, 5, 5_200);
      }
      for (long offset = 5; offset < 5_100; offset += 1 + random.nextInt(3)) {
        byte[] value = random.nextInt(4) == 0 ? null : new byte[random.nextInt(80)];
        if (value != null) {
          random.nextBytes(value);
          if (value.length > 5 && topic == Topics.LEDGER) {
            System.arraycopy(new byte[] {0, 0, 0, 0, 9}, 0, value, 0, 5);
          }
        }
        byte[] key = random.nextInt(4) == 0 ? null : new byte[random.nextInt(3)];
        log.keep(record(topic, offset, key, value));
      }
    }
    return log;
  }

  private static List<String> all(LogSnapshot log) {
    List<String> all = new ArrayList<>();
    for (Span span : log.spans()) {
      all.add(span + " whole up to " + log.wholeUpTo(span.topic(), span.partition()));
      all.add("claimed " + log.claimed(span.topic(), span.partition()));
      Iterator<StoredRecord> records = log.stored(span.topic(), span.partition());
      while (records.hasNext()) {
        StoredRecord record = records.next();
        all.add(record.at() + " " + java.util.HexFormat.of().formatHex(record.bytes()));
      }
    }
    log.gaps().forEach(gap -> all.add(gap.toString()));
    return all;
  }

  @Test
  void shouldReadWhatItWrote() throws IOException {
    for (long seed = 1; seed <= 3; seed++) {
      // given
      Path file = directory.resolve("log" + seed);
      try (LogSnapshot log = log(seed)) {
        // when
        long written = LogFile.write(file, ORIGIN, log, REGISTRY, AuditProgress.SILENT);

        // then
        try (LogFile read = LogFile.open(file, directory, AuditProgress.SILENT)) {
          assertThat(all(read.log())).as("seed %d", seed).isEqualTo(all(log));
          assertThat(written).isEqualTo(log.size());
          assertThat(read.origin().partitions()).isEqualTo(3);
          assertThat(read.origin().journalKey()).hasValueSatisfying(k -> assertThat(k).hasSize(32));
        }
      }
    }
    try (var left = Files.list(directory)) {
      assertThat(left).as("scratch is gone").hasSize(3);
    }
  }

  @Test
  void shouldBelieveWhenAFileWasMadeUnlessThatIsStillToCome() throws IOException {
    long end = readAt(0);

    assertThat(end).as("nothing is said").isBetween(6_000L, 6_099L);
    assertThat(readAt(end + 1)).isEqualTo(end + 1);
    assertThat(readAt(Long.MAX_VALUE)).isLessThanOrEqualTo(System.currentTimeMillis());
  }

  /** When a file says that it was made that says so. */
  private long readAt(long said) throws IOException {
    Path file = directory.resolve("log");
    try (LogSnapshot log = log(1)) {
      log.readAt(said);
      LogFile.write(file, ORIGIN, log, REGISTRY, AuditProgress.SILENT);
    }
    try (LogFile read = LogFile.open(file, directory, AuditProgress.SILENT)) {
      return read.log().readAt();
    }
  }

  /** Ids of outsiders are not looked up: 7 is on no topic that only the market writes. */
  @Test
  void shouldHaveTheSchemasThatTheMarketsOwnRecordsName() throws IOException {
    Path file = directory.resolve("log");
    try (LogSnapshot log = log(1)) {
      LogFile.write(file, ORIGIN, log, REGISTRY, AuditProgress.SILENT);
    }
    String text = text(file);
    assertThat(text.lines().filter(line -> line.startsWith("{\"schemaId\":")))
        .singleElement()
        .asString()
        .startsWith("{\"schemaId\":9,");
    assertThat(text.lines().filter(line -> line.startsWith("{\"schemaOf\":")))
        .hasSize(Topics.all().size());
  }

  private static String text(Path file) throws IOException {
    try (GZIPInputStream in =
        new GZIPInputStream(new ByteArrayInputStream(Files.readAllBytes(file)))) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }

  private Path rewritten(String text) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (GZIPOutputStream out = new GZIPOutputStream(bytes)) {
      out.write(text.getBytes(StandardCharsets.UTF_8));
    }
    return Files.write(directory.resolve("rewritten"), bytes.toByteArray());
  }

  @Test
  void shouldRefuseWhatIsCutOffOutOfOrderOrNone() throws IOException {
    Path file = directory.resolve("log");
    try (LogSnapshot log = log(1)) {
      LogFile.write(file, ORIGIN, log, REGISTRY, AuditProgress.SILENT);
    }
    String whole = text(file);
    List<String> lines = whole.lines().toList();
    int first =
        lines.indexOf(
            lines.stream().filter(l -> l.startsWith("{\"o\":")).findFirst().orElseThrow());
    Map<String, String> wrong = new HashMap<>();
    wrong.put("cut off", String.join("\n", lines.subList(0, lines.size() - 1)));
    wrong.put("other records", whole.replace(lines.get(first) + "\n", ""));
    wrong.put("out of order", whole.replace(lines.get(first), lines.get(first + 1)));
    wrong.put("not of the format", whole.replace("proofworks-log/1", "proofworks-log/2"));
    wrong.put("after the end", whole + lines.get(first));
    wrong.put(
        "partitions from 1 to 10000", whole.replace("\"partitions\":3", "\"partitions\":10001"));
    wrong.put("partitions from 1", whole.replace("\"partitions\":3", "\"partitions\":0"));
    wrong.put(
        "no partition, or no offsets",
        whole.replace("\"partition\":1,\"from\":\"5\"", "\"partition\":10000,\"from\":\"5\""));
    wrong.put(
        "no partition",
        whole.replace("\"partition\":1,\"from\":\"5\"", "\"partition\":1,\"from\":\"9999\""));
    String gap = lines.stream().filter(l -> l.startsWith("{\"gapOf\"")).findFirst().orElseThrow();
    wrong.put(
        "more gaps",
        whole.replace(gap, (gap + "\n").repeat(16 * 3 * Topics.all().size() + 1).strip()));
    String schema =
        lines.stream().filter(l -> l.startsWith("{\"schemaId\"")).findFirst().orElseThrow();
    wrong.put(
        "contains itself",
        whole.replace(
            schema,
            "{\"schemaId\":9,\"schema\":\"{\\\"type\\\":\\\"record\\\",\\\"name\\\":\\\"A\\\",\\\"fields\\\":[{\\\"name\\\":\\\"a\\\",\\\"type\\\":\\\"A\\\"}]}\"}"));
    wrong.put(
        "more schemas",
        whole.replace(
            schema,
            IntStream.rangeClosed(1, 1_001)
                .mapToObj(id -> schema.replace(":9,", ":" + id + ","))
                .collect(Collectors.joining("\n"))));
    wrong.put("no topic", whole.replace("{\"topic\":\"market.tasks\"", "{\"topic\":\"x\""));
    for (Map.Entry<String, String> text : wrong.entrySet()) {
      assertThatThrownBy(
              () -> LogFile.open(rewritten(text.getValue()), directory, AuditProgress.SILENT))
          .as(text.getKey())
          .isInstanceOf(IOException.class)
          .hasMessageContaining(text.getKey());
    }
    byte[] bytes = Files.readAllBytes(file);
    Files.write(file, java.util.Arrays.copyOf(bytes, bytes.length - 100));
    assertThatThrownBy(() -> LogFile.open(file, directory, AuditProgress.SILENT))
        .isInstanceOf(IOException.class);
  }

  /** Schemas are found by the id that a record names, as in a registry. */
  @Test
  void shouldDecodeWithTheSchemasOfTheFile() {
    Schema schema = REGISTRY.byId(7);
    assertThat(schema).isEqualTo(Topics.JOURNAL.schema());
    assertThat(REGISTRY.find("any", schema)).isEqualTo(7);
    assertThatThrownBy(() -> REGISTRY.byId(8))
        .isInstanceOf(io.proofworks.serde.UnknownSchemaException.class);
  }
}
