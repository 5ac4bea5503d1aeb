package io.proofworks.benchmarks;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.util.MinimalPrettyPrinter;
import io.proofworks.market.audit.LogFile;
import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.Coordinates;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HexFormat;
import java.util.Map;
import java.util.TreeMap;
import java.util.zip.GZIPOutputStream;
import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.jspecify.annotations.Nullable;

/**
 * A log of one partition of each topic, which goes to the disk as it grows, and then into a file
 * that {@code audit --from} reads.
 */
final class LogSpool {

  private static final JsonFactory JSON = JsonFactory.builder().build();

  private final class Partition {

    private final Path file;
    private final JsonGenerator out;
    private long end;

    Partition(String topic) throws IOException {
      file = directory.resolve(topic);
      out = JSON.createGenerator(new BufferedOutputStream(Files.newOutputStream(file), 1 << 16));
      out.setPrettyPrinter(new MinimalPrettyPrinter(""));
    }
  }

  private final Path directory;
  private final Map<String, Partition> partitions = new TreeMap<>();
  private long records;

  /**
   * @param directory an empty one
   */
  LogSpool(Path directory) {
    this.directory = directory;
  }

  /** Records so far. */
  long records() {
    return records;
  }

  /** Appends one; where it stands. */
  Coordinates append(
      Topic<?> topic, long time, byte @Nullable [] key, byte @Nullable [] value, Headers headers) {
    try {
      Partition partition = partitions.get(topic.name());
      if (partition == null) {
        partition = new Partition(topic.name());
        partitions.put(topic.name(), partition);
      }
      Coordinates at = new Coordinates(topic.name(), 0, partition.end++, time);
      write(partition.out, at, key, value, headers);
      records++;
      return at;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static void write(
      JsonGenerator out,
      Coordinates at,
      byte @Nullable [] key,
      byte @Nullable [] value,
      Headers headers)
      throws IOException {
    out.writeStartObject();
    out.writeStringField("o", Long.toString(at.offset()));
    out.writeStringField("t", Long.toString(at.time()));
    bytes(out, "k", key);
    bytes(out, "v", value);
    Header[] all = headers.toArray();
    if (all.length > 0) {
      out.writeArrayFieldStart("h");
      for (Header header : all) {
        out.writeStartObject();
        out.writeStringField("n", header.key());
        bytes(out, "v", header.value());
        out.writeEndObject();
      }
      out.writeEndArray();
    }
    out.writeEndObject();
    out.writeRaw('\n');
  }

  private static void bytes(JsonGenerator out, String field, byte @Nullable [] bytes)
      throws IOException {
    if (bytes != null) {
      out.writeFieldName(field);
      out.writeBinary(bytes);
    }
  }

  /**
   * Puts all of it into a file; what is spooled is gone then.
   *
   * @param journalKey public key that signs the checkpoints
   */
  void finish(Path file, Hash32 domain, byte[] journalKey) throws IOException {
    try (OutputStream bytes = Files.newOutputStream(file);
        OutputStream out = new BufferedOutputStream(new GZIPOutputStream(bytes, 1 << 16))) {
      line(
          out,
          "{\"format\":\"%s\",\"domain\":\"%s\",\"partitions\":1,\"journalKey\":\"%s\"}"
              .formatted(LogFile.FORMAT, domain.hex(), HexFormat.of().formatHex(journalKey)));
      for (Topic<?> topic : Topics.all()) {
        JsonGenerator schema = JSON.createGenerator(out);
        schema.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        schema.writeStartObject();
        schema.writeNumberField("schemaId", BenchmarkSchemas.id(topic));
        schema.writeStringField("schema", topic.schema().toString());
        schema.writeEndObject();
        schema.close();
        line(out, "");
      }
      for (Map.Entry<String, Partition> partition : partitions.entrySet()) {
        partition.getValue().out.close();
        line(
            out,
            "{\"topic\":\"%s\",\"partition\":0,\"from\":\"0\",\"to\":\"%d\"}"
                .formatted(partition.getKey(), partition.getValue().end));
        Files.copy(partition.getValue().file, out);
        Files.delete(partition.getValue().file);
      }
      line(out, "{\"end\":\"" + records + "\"}");
    }
  }

  private static void line(OutputStream out, String text) throws IOException {
    out.write((text + "\n").getBytes(StandardCharsets.UTF_8));
  }
}
