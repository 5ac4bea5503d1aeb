package io.proofworks.views.shape;

import java.lang.reflect.AnnotatedElement;
import java.lang.reflect.AnnotatedParameterizedType;
import java.lang.reflect.AnnotatedType;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.ParameterizedType;
import java.lang.reflect.RecordComponent;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** How values of a type look: what the mapping to JSON and the schemas are made of. */
public sealed interface Shape {

  /** A text. */
  record Text(Optional<Meaning> meaning) implements Shape {}

  /**
   * A whole number.
   *
   * @param isInt of an {@code int}, else of a {@code long}
   */
  record Whole(boolean isInt, Optional<Meaning> meaning) implements Shape {

    /** Whether it is text in JSON. */
    public boolean isAmount() {
      return meaning.equals(Optional.of(Meaning.AMOUNT));
    }
  }

  /** A {@code double}. */
  record Fraction() implements Shape {}

  /** A {@code boolean}. */
  record Flag() implements Shape {}

  /** A constant of an enum, by its name. */
  record Word(Class<? extends Enum<?>> type) implements Shape {}

  /** A list. */
  record Items(Shape each) implements Shape {}

  /** Values by text. */
  record Keyed(Shape each) implements Shape {}

  /**
   * A {@link TopicRecord}.
   *
   * @param schema of the record; {@code Record} for any
   */
  record Shown(String schema) implements Shape {}

  /** A record of ours. */
  record Fields(Class<? extends Record> type, List<Part> parts, Constructor<?> constructor)
      implements Shape {

    private static final ClassValue<Fields> ALL =
        new ClassValue<>() {
          @Override
          protected Fields computeValue(Class<?> type) {
            return fields(type.asSubclass(Record.class));
          }
        };

    /** What the documents say of it. */
    public Optional<String> description() {
      return said(type);
    }

    /** One with these components. */
    public Record make(List<@Nullable Object> values) {
      try {
        return (Record) constructor.newInstance(values.toArray());
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("no " + type.getSimpleName() + " of " + values, e);
      }
    }
  }

  /**
   * A component of a record.
   *
   * @param isNullable whether it may be null
   * @param isLeftOut whether it is left out where it says nothing
   * @param isInline whether its fields stand among those of the record
   */
  record Part(
      String name,
      Shape shape,
      boolean isNullable,
      boolean isLeftOut,
      boolean isInline,
      Optional<String> description,
      Method accessor) {

    /** Its value in a record. */
    public @Nullable Object of(Record record) {
      try {
        return accessor.invoke(record);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException("cannot read " + accessor, e);
      }
    }
  }

  /** The shape of a record's type. */
  static Fields of(Class<? extends Record> type) {
    return Fields.ALL.get(type);
  }

  private static Fields fields(Class<? extends Record> type) {
    RecordComponent[] components = type.getRecordComponents();
    Class<?>[] types =
        Arrays.stream(components).map(RecordComponent::getType).toArray(Class<?>[]::new);
    try {
      Constructor<?> constructor = type.getDeclaredConstructor(types);
      constructor.setAccessible(true); // of records that their package keeps to itself
      return new Fields(type, Arrays.stream(components).map(Shape::part).toList(), constructor);
    } catch (NoSuchMethodException e) {
      throw new IllegalStateException(e);
    }
  }

  private static Part part(RecordComponent component) {
    AnnotatedType type = component.getAnnotatedType();
    Method accessor = component.getAccessor();
    accessor.setAccessible(true);
    return new Part(
        component.getName(),
        shape(component.getType(), type),
        type.isAnnotationPresent(Nullable.class),
        component.isAnnotationPresent(LeftOut.class),
        component.isAnnotationPresent(Inline.class),
        said(component),
        accessor);
  }

  private static Optional<String> said(AnnotatedElement element) {
    return Optional.ofNullable(element.getAnnotation(Says.class)).map(Says::value);
  }

  private static Shape shape(Class<?> type, AnnotatedType annotated) {
    Optional<Meaning> meaning =
        Optional.ofNullable(annotated.getAnnotation(Means.class)).map(Means::value);
    if (type == String.class) {
      return new Text(meaning);
    } else if (type == long.class || type == Long.class) {
      return new Whole(false, meaning);
    } else if (type == int.class || type == Integer.class) {
      return new Whole(true, meaning);
    } else if (type == double.class) {
      return new Fraction();
    } else if (type == boolean.class || type == Boolean.class) {
      return new Flag();
    } else if (type == List.class) {
      return new Items(argument(annotated, 0));
    } else if (type == Map.class) {
      return new Keyed(argument(annotated, 1));
    } else if (type == TopicRecord.class) {
      Of of = annotated.getAnnotation(Of.class);
      return new Shown(of == null ? "Record" : of.value());
    } else if (type.isRecord()) {
      return of(type.asSubclass(Record.class));
    } else if (type.isEnum()) {
      @SuppressWarnings("unchecked") // an enum's class is one
      Class<? extends Enum<?>> word = (Class<? extends Enum<?>>) type;
      return new Word(word);
    }
    throw new IllegalStateException("no shape of " + type);
  }

  private static Shape argument(AnnotatedType list, int index) {
    AnnotatedType each =
        ((AnnotatedParameterizedType) list).getAnnotatedActualTypeArguments()[index];
    Class<?> raw =
        each.getType() instanceof ParameterizedType nested
            ? (Class<?>) nested.getRawType()
            : (Class<?>) each.getType();
    return shape(raw, each);
  }
}
