package io.proofworks.messages;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;

/**
 * Every record that differs from a given one in one place, found by walking the schema, so that a
 * field added tomorrow is mutated tomorrow.
 */
final class Mutants {

  /** A changed value, and where it differs. */
  record Mutant(String path, Object value) {

    Mutant under(String parent, Object whole) {
      return new Mutant(parent + (path.isEmpty() ? "" : "." + path), whole);
    }
  }

  private final Samples samples;

  Mutants(Samples samples) {
    this.samples = samples;
  }

  /** All but those of the top level field of that name. */
  List<Mutant> of(SpecificRecord original, String except) {
    return original.getSchema().getFields().stream()
        .filter(field -> !field.name().equals(except))
        .flatMap(field -> ofField(original, field))
        .toList();
  }

  private Stream<Mutant> ofField(SpecificRecord original, Schema.Field field) {
    return of(field.name(), field.schema(), original.get(field.pos()))
        .map(mutant -> {
          SpecificRecord copy = SpecificData.get().deepCopy(original.getSchema(), original);
          copy.put(field.pos(), mutant.value());
          return mutant.under(field.name(), copy);
        });
  }

  private Stream<Mutant> of(String field, Schema schema, Object value) {
    return switch (schema.getType()) {
      case RECORD ->
          schema.getFields().stream().flatMap(inner -> ofField((SpecificRecord) value, inner));
      case ARRAY -> ofArray(field, schema.getElementType(), (List<?>) value);
      case UNION -> ofOptional(field, schema.getTypes().getLast(), value);
      case STRING -> Stream.of(new Mutant("", flipped((String) value)));
      case BYTES -> ofBytes((ByteBuffer) value);
      case INT -> Stream.of(new Mutant("", (Integer) value + 1));
      case LONG -> Stream.of(new Mutant("", (Long) value + 1));
      case BOOLEAN -> Stream.of(new Mutant("", !(Boolean) value));
      default -> throw new AssertionError("signed records have no " + schema);
    };
  }

  private Stream<Mutant> ofOptional(String field, Schema present, Object value) {
    return value == null
        ? Stream.of(new Mutant("present", samples.value(field, present)))
        : Stream.concat(Stream.of(new Mutant("absent", null)), of(field, present, value));
  }

  private Stream<Mutant> ofArray(String field, Schema element, List<?> elements) {
    List<Mutant> mutants = new ArrayList<>();
    mutants.add(new Mutant("shorter", elements.subList(0, elements.size() - 1)));
    mutants.add(new Mutant("longer", appended(elements, elements.getFirst())));
    mutants.add(new Mutant("reversed", elements.reversed()));
    mutants.add(new Mutant("empty", List.of()));
    for (int i = 0; i < elements.size(); i++) {
      int index = i;
      of(field, element, elements.get(i))
          .forEach(m -> mutants.add(m.under("[" + index + "]", with(elements, index, m.value()))));
    }
    return mutants.stream();
  }

  private static List<Object> appended(List<?> elements, Object last) {
    List<Object> longer = new ArrayList<>(elements);
    longer.add(last);
    return longer;
  }

  private static List<Object> with(List<?> elements, int index, Object value) {
    List<Object> changed = new ArrayList<>(elements);
    changed.set(index, value);
    return changed;
  }

  private static Stream<Mutant> ofBytes(ByteBuffer value) {
    byte[] bytes = MessageStructs.bytes(value);
    byte[] flipped = bytes.clone();
    flipped[flipped.length - 1] ^= 1;
    byte[] longer = Arrays.copyOf(bytes, bytes.length + 1);
    return Stream.of(
        new Mutant("flipped", ByteBuffer.wrap(flipped)),
        new Mutant("longer", ByteBuffer.wrap(longer)));
  }

  /** Keeps ids in form: another last digit. */
  private static String flipped(String text) {
    char last = text.charAt(text.length() - 1);
    return text.substring(0, text.length() - 1) + (last == '0' ? '1' : '0');
  }
}
