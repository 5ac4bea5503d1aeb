package io.proofworks.format;

import java.io.IOException;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.apache.avro.Schema;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.apache.avro.io.ResolvingDecoder;
import org.jspecify.annotations.Nullable;

/**
 * A record of the domain: a component for each field of the schema, in whatever order, and a field
 * for each component. Slots are filled after it is made, since records may hold their like.
 */
final class RecordCodec implements Codec {

  /**
   * A field.
   *
   * @param name for errors
   * @param accessor of its component: Object to Object
   * @param argument of the constructor that it is
   */
  record Slot(String name, MethodHandle accessor, int argument, Codec codec) {}

  private static final MethodHandles.Lookup LOOKUP = MethodHandles.lookup();

  private final MethodHandle constructor;
  private final int arguments;
  private Slot[] slots = {};
  private int[] schemaOrder = {};

  RecordCodec(Class<?> type) {
    arguments = type.getRecordComponents().length;
    constructor = constructor(type);
  }

  void fill(List<Slot> all) {
    slots = all.toArray(Slot[]::new);
    schemaOrder = IntStream.range(0, slots.length).toArray();
  }

  private static MethodHandle constructor(Class<?> type) {
    Class<?>[] types =
        Arrays.stream(type.getRecordComponents())
            .map(RecordComponent::getType)
            .toArray(Class<?>[]::new);
    try {
      Constructor<?> canonical = type.getDeclaredConstructor(types);
      canonical.setAccessible(true);
      return LOOKUP
          .unreflectConstructor(canonical)
          .asSpreader(Object[].class, types.length)
          .asType(MethodType.methodType(Object.class, Object[].class));
    } catch (ReflectiveOperationException e) {
      throw new FormatException("no canonical constructor of " + type.getName(), e);
    }
  }

  /** Reads a component of any record of that type. */
  static MethodHandle accessor(RecordComponent component) {
    try {
      Method method = component.getAccessor();
      method.setAccessible(true);
      return LOOKUP.unreflect(method).asType(MethodType.methodType(Object.class, Object.class));
    } catch (IllegalAccessException e) {
      throw new FormatException("no accessor of " + component, e);
    }
  }

  @Override
  public void write(Object value, Encoder out) throws IOException {
    for (Slot slot : slots) {
      write(slot, value, out);
    }
  }

  @SuppressWarnings("NullAway") // null goes to codecs only that take it
  private static void write(Slot slot, Object record, Encoder out) throws IOException {
    Object value = get(slot, record);
    if (value == null && !slot.codec().takesNull()) {
      throw new FormatException(slot.name() + " is null");
    }
    slot.codec().write(value, out);
  }

  private static @Nullable Object get(Slot slot, Object record) {
    try {
      return (Object) slot.accessor().invokeExact(record);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new FormatException("reading " + slot.name(), e);
    }
  }

  @Override
  public Object read(Decoder in) throws IOException {
    @Nullable Object[] values = new Object[arguments];
    for (int position : order(in, schemaOrder)) {
      Slot slot = slots[position];
      values[slot.argument()] = slot.codec().read(in);
    }
    return make(values);
  }

  private Object make(@Nullable Object[] values) {
    try {
      return (Object) constructor.invokeExact(values);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new FormatException("making a record", e);
    }
  }

  /** The order in which the fields come: that of the writer's schema where it is another. */
  static int[] order(Decoder in, int[] own) throws IOException {
    return in instanceof ResolvingDecoder resolving
        ? Arrays.stream(resolving.readFieldOrder()).mapToInt(Schema.Field::pos).toArray()
        : own;
  }
}
