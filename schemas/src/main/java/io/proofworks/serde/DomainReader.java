package io.proofworks.serde;

import io.proofworks.protocol.Hash32;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.apache.avro.io.DatumReader;
import org.jspecify.annotations.Nullable;

/**
 * Reads the domain that a topic's values name, and nothing behind it: whoever names a market is
 * answered by that one, also where the rest is none of its records. Thread-safe.
 */
public final class DomainReader {

  private static final String DOMAIN = "domain";

  private final AvroDecoder.WriterSchemas writers;

  /** By writer's schema what reads its beginning, as far as the domain. */
  private final Map<Schema, Optional<DatumReader<GenericRecord>>> beginnings =
      new ConcurrentHashMap<>();

  DomainReader(AvroDecoder.WriterSchemas writers) {
    this.writers = writers;
  }

  /**
   * The domain that a value names; empty if it names none, or cannot be read so far.
   *
   * @throws RegistryException as {@link Decoder#decode}
   */
  public Optional<Hash32> read(byte @Nullable [] value) {
    if (value == null || !WireFormat.framed(value)) {
      return Optional.empty();
    }
    try {
      for (Schema writer : writers.of(WireFormat.schemaId(value))) {
        Optional<Hash32> named = read(value, writer);
        if (named.isPresent()) {
          return named;
        }
      }
      return Optional.empty();
    } catch (UnknownSchemaException e) {
      return Optional.empty();
    }
  }

  private Optional<Hash32> read(byte[] value, Schema writer) {
    return beginnings
        .computeIfAbsent(writer, DomainReader::beginning)
        .flatMap(beginning -> named(value, beginning));
  }

  private static Optional<Hash32> named(byte[] value, DatumReader<GenericRecord> beginning) {
    try {
      StrictDecoder body = new StrictDecoder(value, WireFormat.HEADER_BYTES);
      Object domain = beginning.read(null, body).get(DOMAIN);
      return Optional.ofNullable(domain).flatMap(text -> Hash32.tryParse(text.toString()));
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // it is malformed, which its reader answers
    }
  }

  private static Optional<DatumReader<GenericRecord>> beginning(Schema writer) {
    Schema.Field domain = writer.getField(DOMAIN);
    if (domain == null) {
      return Optional.empty();
    }
    Schema beginning =
        Schema.createRecord(writer.getName(), null, writer.getNamespace(), writer.isError());
    beginning.setFields(
        writer.getFields().subList(0, domain.pos() + 1).stream()
            .map(field -> new Schema.Field(field, field.schema()))
            .toList());
    return Optional.of(new GenericDatumReader<>(beginning));
  }
}
