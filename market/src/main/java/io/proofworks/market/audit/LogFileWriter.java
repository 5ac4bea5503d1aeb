package io.proofworks.market.audit;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import io.proofworks.serde.SchemaRegistry;
import io.proofworks.serde.UnknownSchemaException;
import io.proofworks.topics.Topic;
import io.proofworks.topics.Topics;
import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.zip.GZIPOutputStream;
import org.apache.avro.Schema;
import org.apache.kafka.common.header.Header;
import org.jspecify.annotations.Nullable;

/** Writes a {@link LogFile}, under another name until it is whole. */
final class LogFileWriter {

  private static final JsonFactory JSON = JsonFactory.builder().build().setRootValueSeparator("\n");

  private final LogFile.Origin origin;
  private final LogSnapshot log;
  private final SchemaRegistry registry;
  private final AuditProgress progress;

  LogFileWriter(
      LogFile.Origin origin, LogSnapshot log, SchemaRegistry registry, AuditProgress progress) {
    this.origin = origin;
    this.log = log;
    this.registry = registry;
    this.progress = progress;
  }

  long write(Path file) throws IOException {
    Path beside = file.resolveSibling(file.getFileName() + ".new");
    long records;
    try (FileChannel channel =
        FileChannel.open(
            beside,
            StandardOpenOption.CREATE,
            StandardOpenOption.TRUNCATE_EXISTING,
            StandardOpenOption.WRITE)) {
      OutputStream bytes = new BufferedOutputStream(Channels.newOutputStream(channel));
      GZIPOutputStream compressed = new GZIPOutputStream(bytes, 1 << 16);
      JsonGenerator out = JSON.createGenerator(compressed);
      out.disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
      records = write(out);
      out.writeRaw('\n');
      out.close();
      compressed.finish();
      bytes.flush();
      channel.force(true);
    } catch (IOException | RuntimeException e) {
      Files.deleteIfExists(beside);
      throw e;
    }
    Files.move(beside, file, StandardCopyOption.ATOMIC_MOVE);
    return records;
  }

  private long write(JsonGenerator out) throws IOException {
    head(out);
    for (Topic<?> topic : Topics.all()) {
      out.writeStartObject();
      out.writeStringField("schemaOf", topic.name());
      out.writeStringField("schema", topic.schema().toString());
      out.writeEndObject();
    }
    for (int id : schemaIds()) {
      schema(out, id);
    }
    for (LogSnapshot.Gap gap : log.gaps()) {
      partition(out, "gapOf", gap.topic(), gap.partition(), gap.from(), gap.to());
      out.writeEndObject();
    }
    long records = 0;
    for (Span span : log.spans()) {
      partition(out, "topic", span.topic(), span.partition(), span.from(), span.to());
      long whole = log.wholeUpTo(span.topic(), span.partition());
      if (whole < span.to()) {
        LogFile.number(out, "whole", whole);
      }
      out.writeEndObject();
      Iterator<StoredRecord> all = log.stored(span.topic(), span.partition());
      while (all.hasNext()) {
        record(out, all.next());
        records++;
        progress.at("records written", records, log.size());
      }
    }
    out.writeStartObject();
    LogFile.number(out, "end", records);
    out.writeEndObject();
    return records;
  }

  private void head(JsonGenerator out) throws IOException {
    out.writeStartObject();
    out.writeStringField("format", LogFile.FORMAT);
    out.writeStringField("domain", origin.domain().hex());
    out.writeNumberField("partitions", origin.partitions());
    if (origin.journalKey().isPresent()) {
      out.writeStringField("journalKey", HexFormat.of().formatHex(origin.journalKey().get()));
    }
    LogFile.number(out, "upTo", log.lastTime());
    LogFile.number(out, "readAt", log.readAt());
    out.writeEndObject();
  }

  /** Begins it. */
  private static void partition(
      JsonGenerator out, String kind, String topic, int partition, long from, long to)
      throws IOException {
    out.writeStartObject();
    out.writeStringField(kind, topic);
    out.writeNumberField("partition", partition);
    LogFile.number(out, "from", from);
    LogFile.number(out, "to", to);
  }

  /** Ids on topics that outsiders write are not looked up, here as little as anywhere. */
  private SortedSet<Integer> schemaIds() {
    SortedSet<Integer> ids = new TreeSet<>();
    for (Topic<?> topic : Topics.all()) {
      if (!topic.outsiderWrites()) {
        log.records(topic)
            .forEachRemaining(record -> {
              byte[] value = record.value();
              if (value != null && value.length >= 1 + Integer.BYTES && value[0] == 0) {
                ids.add(ByteBuffer.wrap(value).getInt(1));
              }
            });
      }
    }
    return ids;
  }

  private void schema(JsonGenerator out, int id) throws IOException {
    Schema schema;
    try {
      schema = registry.byId(id);
    } catch (UnknownSchemaException e) {
      return; // an audit of the file says what an audit of the market would: undecodable
    }
    out.writeStartObject();
    out.writeNumberField("schemaId", id);
    out.writeStringField("schema", schema.toString());
    out.writeEndObject();
  }

  private static void record(JsonGenerator out, StoredRecord record) throws IOException {
    out.writeStartObject();
    LogFile.number(out, "o", record.at().offset());
    LogFile.number(out, "t", record.at().time());
    bytes(out, "k", record.key());
    bytes(out, "v", record.value());
    Header[] headers = record.headers().toArray();
    if (headers.length > 0) {
      out.writeArrayFieldStart("h");
      for (Header header : headers) {
        out.writeStartObject();
        out.writeStringField("n", header.key());
        bytes(out, "v", header.value());
        out.writeEndObject();
      }
      out.writeEndArray();
    }
    if (record.claimed()) {
      out.writeBooleanField("claimed", true);
    }
    out.writeEndObject();
  }

  private static void bytes(JsonGenerator out, String field, byte @Nullable [] bytes)
      throws IOException {
    if (bytes != null) {
      out.writeFieldName(field);
      out.writeBinary(bytes);
    }
  }
}
