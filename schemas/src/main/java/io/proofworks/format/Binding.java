package io.proofworks.format;

import io.proofworks.format.NullableCodec.Holder;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.lang.reflect.Type;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Stream;
import org.apache.avro.Schema;

/**
 * Binds types to schemas. Fields are found by the names of components, records of a sealed type by
 * their simple names; names of other records are the schema's own affair. All of it is compared
 * both ways: what one side has and the other lacks is an error here.
 */
final class Binding {

  private record Pair(Class<?> type, String schema) {}

  private final Function<Class<?>, String> names;
  private final Map<Pair, RecordCodec> records = new HashMap<>();

  /**
   * @param names what a record of a sealed type is called in the schema
   */
  Binding(Function<Class<?>, String> names) {
    this.names = names;
  }

  Codec bind(Type type, Schema schema) {
    if (schema.getType() == Schema.Type.UNION && nullIndex(schema) >= 0) {
      return nullable(type, schema);
    }
    return type instanceof ParameterizedType generic
        ? collection(generic, schema)
        : plain((Class<?>) type, schema);
  }

  private static int nullIndex(Schema union) {
    return union.getTypes().stream().map(Schema::getType).toList().indexOf(Schema.Type.NULL);
  }

  private Codec nullable(Type type, Schema union) {
    require(union.getTypes().size() == 2, type, union);
    require(!(type instanceof Class<?> plain && plain.isPrimitive()), type, union);
    int nullIndex = nullIndex(union);
    Schema content = union.getTypes().get(1 - nullIndex);
    if (type == OptionalLong.class) {
      return new NullableCodec(bind(long.class, content), nullIndex, Holder.OPTIONAL_LONG);
    }
    return type instanceof ParameterizedType generic && generic.getRawType() == Optional.class
        ? new NullableCodec(
            bind(generic.getActualTypeArguments()[0], content), nullIndex, Holder.OPTIONAL)
        : new NullableCodec(bind(type, content), nullIndex, Holder.NULLABLE);
  }

  private Codec collection(ParameterizedType type, Schema schema) {
    Type[] arguments = type.getActualTypeArguments();
    Class<?> raw = (Class<?>) type.getRawType();
    require(schema.getType() == Schema.Type.ARRAY, type, schema);
    Schema item = schema.getElementType();
    if (raw == List.class) {
      return new CollectionCodecs.OfList(bind(arguments[0], item));
    }
    if (raw == Set.class) {
      return new CollectionCodecs.OfSet(bind(arguments[0], item));
    }
    require(raw == Map.class || raw == SortedMap.class, type, schema);
    require(item.getType() == Schema.Type.RECORD && item.getFields().size() == 2, type, schema);
    return new CollectionCodecs.OfMap(
        bind(arguments[0], item.getFields().get(0).schema()),
        bind(arguments[1], item.getFields().get(1).schema()),
        raw == SortedMap.class);
  }

  private Codec plain(Class<?> type, Schema schema) {
    if (type.isSealed()) {
      return sealed(type, schema);
    }
    if (type.isRecord() && schema.getType() == Schema.Type.RECORD) {
      return record(type, schema);
    }
    if (type.isEnum() && schema.getType() == Schema.Type.ENUM) {
      return new EnumCodec(type, schema);
    }
    return Scalars.of(type, schema).orElseThrow(() -> misfit(type, schema));
  }

  /** A union, or a record of nothing but one, which gives it a name. */
  private Codec sealed(Class<?> type, Schema schema) {
    if (schema.getType() == Schema.Type.RECORD) {
      require(schema.getFields().size() == 1, type, schema);
      return new NamedUnion(sealed(type, schema.getFields().getFirst().schema()));
    }
    require(schema.getType() == Schema.Type.UNION, type, schema);
    Map<String, Class<?>> leaves = new HashMap<>();
    leaves(type).forEach(leaf -> leaves.put(names.apply(leaf), leaf));
    List<Codec> branches = new ArrayList<>();
    Map<Class<?>, Integer> indices = new HashMap<>();
    for (Schema branch : schema.getTypes()) {
      Class<?> leaf = leaves.remove(branch.getName());
      if (leaf == null) {
        throw new FormatException(type.getName() + " has no " + branch.getName());
      }
      indices.put(leaf, branches.size());
      branches.add(record(leaf, branch));
    }
    if (!leaves.isEmpty()) {
      throw new FormatException("no schema has " + leaves.keySet() + " of " + type.getName());
    }
    return new UnionCodec(branches, indices);
  }

  private static Stream<Class<?>> leaves(Class<?> type) {
    return type.isSealed()
        ? Arrays.stream(type.getPermittedSubclasses()).flatMap(Binding::leaves).distinct()
        : Stream.of(type);
  }

  private RecordCodec record(Class<?> type, Schema schema) {
    Pair pair = new Pair(type, schema.getFullName());
    RecordCodec known = records.get(pair);
    if (known != null) {
      return known;
    }
    RecordCodec codec = new RecordCodec(type);
    records.put(pair, codec);
    codec.fill(slots(type, schema));
    return codec;
  }

  private List<RecordCodec.Slot> slots(Class<?> type, Schema schema) {
    RecordComponent[] components = type.getRecordComponents();
    Map<String, Integer> arguments = new HashMap<>();
    for (int i = 0; i < components.length; i++) {
      arguments.put(components[i].getName(), i);
    }
    List<RecordCodec.Slot> slots = new ArrayList<>();
    for (Schema.Field field : schema.getFields()) {
      String name = type.getName() + "." + field.name();
      Integer argument = arguments.remove(field.name());
      if (argument == null) {
        throw new FormatException("no component " + name);
      }
      RecordComponent component = components[argument];
      slots.add(
          new RecordCodec.Slot(
              name,
              RecordCodec.accessor(component),
              argument,
              bind(component.getGenericType(), field.schema())));
    }
    if (!arguments.isEmpty()) {
      throw new FormatException(
          schema.getFullName() + " has no " + arguments.keySet() + " of " + type.getName());
    }
    return slots;
  }

  private static void require(boolean fits, Type type, Schema schema) {
    if (!fits) {
      throw misfit(type, schema);
    }
  }

  private static FormatException misfit(Type type, Schema schema) {
    return new FormatException(type.getTypeName() + " cannot be " + schema);
  }
}
