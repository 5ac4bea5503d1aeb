package io.proofworks.serde;

import io.proofworks.protocol.Hash32;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericDatumReader;
import org.apache.avro.generic.GenericRecord;
import org.jspecify.annotations.Nullable;

/** Reads the domain of a topic's values and steps over the rest. Thread-safe. */
public final class DomainReader {

  private static final String DOMAIN = "domain";

  private final AvroDecoder.WriterSchemas writers;

  /** By writer's schema. */
  private final Map<Schema, Optional<Schema>> projections = new ConcurrentHashMap<>();

  DomainReader(AvroDecoder.WriterSchemas writers) {
    this.writers = writers;
  }

  /**
   * The domain that a value names; empty if it names none, or cannot be read.
   *
   * @throws RegistryException as {@link Decoder#decode}
   */
  public Optional<Hash32> read(byte @Nullable [] value) {
    if (value == null || !WireFormat.framed(value)) {
      return Optional.empty();
    }
    try {
      return writers.of(WireFormat.schemaId(value)).stream()
          .map(writer -> read(value, writer))
          .flatMap(Optional::stream)
          .findFirst();
    } catch (UnknownSchemaException e) {
      return Optional.empty();
    }
  }

  private Optional<Hash32> read(byte[] value, Schema writer) {
    Optional<Schema> projection = projections.computeIfAbsent(writer, DomainReader::projection);
    if (projection.isEmpty()) {
      return Optional.empty();
    }
    StrictDecoder body = new StrictDecoder(value, WireFormat.HEADER_BYTES);
    try {
      GenericRecord read =
          new GenericDatumReader<GenericRecord>(writer, projection.get()).read(null, body);
      Object domain = read.get(DOMAIN);
      return body.remaining() == 0 && domain != null
          ? Hash32.tryParse(domain.toString())
          : Optional.empty();
    } catch (IOException | RuntimeException e) {
      return Optional.empty(); // it is malformed, which its reader answers
    }
  }

  private static Optional<Schema> projection(Schema writer) {
    Schema.Field field = writer.getField(DOMAIN);
    if (field == null) {
      return Optional.empty();
    }
    Schema projection =
        Schema.createRecord(writer.getName(), null, writer.getNamespace(), writer.isError());
    projection.setFields(List.of(new Schema.Field(DOMAIN, field.schema())));
    return Optional.of(projection);
  }
}
