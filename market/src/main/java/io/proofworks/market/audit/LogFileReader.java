package io.proofworks.market.audit;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.MappingIterator;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.json.JsonMapper;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.Coordinates;
import io.proofworks.serde.ForeignSchema;
import io.proofworks.topics.Topics;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.zip.GZIPInputStream;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

/** Reads a {@link LogFile}. Whoever made it may be a liar: what is out of form is refused. */
final class LogFileReader {

  /** One line of any kind; which it is, is told by the first of these fields that it has. */
  private record Line(
      @Nullable String format,
      @Nullable String domain,
      int partitions,
      @Nullable String journalKey,
      long readAt,
      @Nullable String schemaOf,
      @Nullable Integer schemaId,
      @Nullable String schema,
      @Nullable String gapOf,
      @Nullable String topic,
      int partition,
      long from,
      long to,
      @Nullable Long whole,
      @JsonProperty("o") @Nullable Long offset,
      @JsonProperty("t") long time,
      @JsonProperty("k") byte @Nullable [] key,
      @JsonProperty("v") byte @Nullable [] value,
      @JsonProperty("h") @Nullable List<HeaderLine> headers,
      boolean claimed,
      @Nullable Long end) {}

  private record HeaderLine(
      @JsonProperty("n") String name, @JsonProperty("v") byte @Nullable [] value) {}

  private static final ObjectReader LINES =
      JsonMapper.builder()
          .disable(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
          .build()
          .readerFor(Line.class);

  /** Of a partition on the average; an export has the one at its beginning. */
  private static final int GAPS = 16;

  /** Ids on topics that only the market writes: each of its releases brings a few. */
  private static final int SCHEMAS = 1_000;

  private final LogSnapshot log;
  private final AuditProgress progress;
  private final Map<Integer, Schema> schemas = new HashMap<>();
  private @Nullable Line head;
  private @Nullable Line place;
  private long next;
  private long records;
  private long gaps;
  private boolean ended;

  private LogFileReader(LogSnapshot log, AuditProgress progress) {
    this.log = log;
    this.progress = progress;
  }

  static LogFile read(Path file, LogSnapshot log, AuditProgress progress) throws IOException {
    LogFileReader reader = new LogFileReader(log, progress);
    try (InputStream in = new GZIPInputStream(Files.newInputStream(file), 1 << 16);
        MappingIterator<Line> lines = LINES.readValues(in)) {
      while (lines.hasNextValue()) {
        reader.take(lines.nextValue());
      }
    } catch (JsonProcessingException | IllegalArgumentException | AvroRuntimeException e) {
      throw new IOException(file + ": " + firstLine(e), e);
    }
    return reader.whole(file);
  }

  private static String firstLine(Exception e) {
    return String.valueOf(e.getMessage()).lines().findFirst().orElse("");
  }

  private LogFile whole(Path file) throws IOException {
    if (head == null || !ended) {
      throw new IOException(file + " is cut off: it has no end");
    }
    Optional<byte[]> key = Optional.ofNullable(head.journalKey()).map(HexFormat.of()::parseHex);
    Hash32 domain = Hash32.parse(String.valueOf(head.domain()));
    return new LogFile(
        new LogFile.Origin(domain, head.partitions(), key), log, new KnownSchemas(schemas));
  }

  private void take(Line line) {
    require(!ended, "there is something after the end");
    if (head == null) {
      require(LogFile.FORMAT.equals(line.format()), "not of the format " + LogFile.FORMAT);
      require(
          line.partitions() >= 1 && line.partitions() <= Topics.MOST_PARTITIONS,
          "partitions from 1 to %d, not %d".formatted(Topics.MOST_PARTITIONS, line.partitions()));
      log.readAt(Math.min(line.readAt(), System.currentTimeMillis()));
      head = line;
    } else if (line.schemaOf() != null) {
      require(place == null, "a schema after records"); // ours are compiled in
    } else if (line.schemaId() != null) {
      require(schemas.size() < SCHEMAS, "more schemas than a market has");
      schemas.put(line.schemaId(), ForeignSchema.parse(String.valueOf(line.schema())));
    } else if (line.gapOf() != null) {
      requireSpan(line, line.gapOf());
      require(++gaps <= mostGaps(), "more gaps than partitions have");
      log.gap(new LogSnapshot.Gap(line.gapOf(), line.partition(), line.from(), line.to()));
    } else if (line.topic() != null) {
      partition(line, line.topic());
    } else if (line.offset() != null) {
      record(line, line.offset());
    } else {
      require(line.end() != null && line.end() == records, "other records than its end says");
      ended = true;
    }
  }

  private void partition(Line line, String topic) {
    requireSpan(line, topic);
    require(log.isNew(topic, line.partition()), topic + "-" + line.partition() + " twice");
    log.span(topic, line.partition(), line.from(), line.to());
    if (line.whole() != null) {
      log.wholeUpTo(topic, line.partition(), line.whole());
    }
    place = line;
    next = line.from();
  }

  private static void requireSpan(Line line, String topic) {
    require(Topics.byName(topic).isPresent(), "no topic of the market: " + topic);
    require(
        line.partition() >= 0
            && line.partition() < Topics.MOST_PARTITIONS
            && line.from() >= 0
            && line.from() <= line.to(),
        "no partition, or no offsets: %s-%d from %d to %d"
            .formatted(topic, line.partition(), line.from(), line.to()));
  }

  /** Each is looked through for each record that is missing. */
  private long mostGaps() {
    return head == null ? 0 : (long) GAPS * Topics.all().size() * head.partitions();
  }

  private void record(Line line, long offset) {
    Line at = place;
    require(at != null && at.topic() != null, "a record of no partition");
    if (at == null || at.topic() == null) {
      return;
    }
    String where = at.topic() + "-" + at.partition() + "@" + offset;
    require(offset >= next && offset < at.to(), where + " is out of order");
    next = offset + 1;
    Headers headers = new RecordHeaders();
    if (line.headers() != null) {
      line.headers().forEach(header -> headers.add(header.name(), header.value()));
    }
    Coordinates coordinates = new Coordinates(at.topic(), at.partition(), offset, line.time());
    log.keep(new StoredRecord(coordinates, line.key(), line.value(), headers, line.claimed()));
    records++;
    progress.at("records read", records, 0);
  }

  private static void require(boolean holds, String otherwise) {
    if (!holds) {
      throw new IllegalArgumentException(otherwise);
    }
  }
}
