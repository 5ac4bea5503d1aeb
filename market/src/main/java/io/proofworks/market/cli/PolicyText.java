package io.proofworks.market.cli;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.avro.Policy;
import io.proofworks.topics.TrustedRecords;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Iterator;
import org.apache.avro.AvroRuntimeException;
import org.apache.avro.AvroTypeException;
import org.apache.avro.Schema;
import org.apache.avro.generic.GenericData;
import org.apache.avro.io.DecoderFactory;
import org.apache.avro.io.EncoderFactory;
import org.apache.avro.io.JsonEncoder;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificDatumReader;
import org.apache.avro.specific.SpecificDatumWriter;

/** A policy as people keep it in a file: its JSON, in which what has a default may be absent. */
final class PolicyText {

  private static final ObjectMapper JSON = new ObjectMapper();

  private PolicyText() {}

  static String of(Policy policy) {
    return text(policy, Policy.getClassSchema());
  }

  /**
   * Reads one, also of an older build: what that did not know yet has its default, which is what
   * its policies meant.
   *
   * @throws IllegalArgumentException if it is none; the message says why
   */
  static Policy parse(String text) {
    TrustedRecords.trust();
    Schema schema = Policy.getClassSchema();
    try {
      JsonNode json = JSON.readTree(text);
      complete(json, schema, "");
      return new SpecificDatumReader<>(Policy.class)
          .read(null, DecoderFactory.get().jsonDecoder(schema, json.toString()));
    } catch (AvroRuntimeException | IOException e) {
      throw new IllegalArgumentException(String.valueOf(e.getMessage()), e);
    }
  }

  /** Of what does not fit its schema Avro says so. */
  private static void complete(JsonNode json, Schema schema, String path) throws IOException {
    if (schema.getType() == Schema.Type.ARRAY) {
      for (JsonNode element : json) {
        complete(element, schema.getElementType(), path);
      }
    } else if (schema.getType() == Schema.Type.RECORD && json instanceof ObjectNode fields) {
      refuseUnknown(fields, schema, path);
      for (Schema.Field field : schema.getFields()) {
        if (!fields.has(field.name()) && field.hasDefaultValue()) {
          fields.set(field.name(), defaultOf(field));
        }
        if (fields.has(field.name())) {
          complete(fields.get(field.name()), field.schema(), path + field.name() + ".");
        }
      }
    }
  }

  /** A name with a letter wrong is not to be taken for one that was left out. */
  private static void refuseUnknown(ObjectNode fields, Schema schema, String path) {
    for (Iterator<String> names = fields.fieldNames(); names.hasNext(); ) {
      String name = names.next();
      if (schema.getField(name) == null) {
        throw new AvroTypeException("there is no field " + path + name);
      }
    }
  }

  private static JsonNode defaultOf(Schema.Field field) throws JsonProcessingException {
    return JSON.readTree(text(GenericData.get().getDefaultValue(field), field.schema()));
  }

  private static String text(Object value, Schema schema) {
    try {
      ByteArrayOutputStream out = new ByteArrayOutputStream();
      JsonEncoder encoder = EncoderFactory.get().jsonEncoder(schema, out, true);
      new SpecificDatumWriter<>(schema, SpecificData.get()).write(value, encoder);
      encoder.flush();
      return out.toString(StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
