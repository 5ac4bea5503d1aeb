package io.proofworks.format;

import java.io.IOException;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.apache.avro.io.Decoder;
import org.apache.avro.io.Encoder;
import org.jspecify.annotations.Nullable;

/**
 * Lists keep their order. Sets and maps are written in the order of their keys, so that equal
 * values are equal bytes; their keys are therefore comparable.
 */
final class CollectionCodecs {

  private interface ReadItem {
    void from(Decoder in) throws IOException;
  }

  private static final int[] KEY_AND_VALUE = {0, 1};

  private CollectionCodecs() {}

  record OfList(Codec item) implements Codec {
    @Override
    public void write(Object value, Encoder out) throws IOException {
      writeItems((Collection<?>) value, item, out);
    }

    @Override
    public Object read(Decoder in) throws IOException {
      List<Object> items = new ArrayList<>();
      readItems(in, some -> items.add(item.read(some)));
      return Collections.unmodifiableList(items);
    }
  }

  record OfSet(Codec item) implements Codec {
    @Override
    public void write(Object value, Encoder out) throws IOException {
      writeItems(((Set<?>) value).stream().sorted().toList(), item, out);
    }

    @Override
    public Object read(Decoder in) throws IOException {
      Set<Object> items = new LinkedHashSet<>();
      readItems(in, some -> items.add(item.read(some)));
      return Collections.unmodifiableSet(items);
    }
  }

  /** An array of records with a key and a value. */
  record OfMap(Codec key, Codec value, boolean sorted) implements Codec {
    @Override
    public void write(Object map, Encoder out) throws IOException {
      SortedMap<?, ?> entries =
          map instanceof SortedMap<?, ?> known
              ? known
              : new TreeMap<Object, Object>((Map<?, ?>) map);
      out.writeArrayStart();
      out.setItemCount(entries.size());
      for (Map.Entry<?, ?> entry : entries.entrySet()) {
        out.startItem();
        key.write(entry.getKey(), out);
        value.write(entry.getValue(), out);
      }
      out.writeArrayEnd();
    }

    @Override
    public Object read(Decoder in) throws IOException {
      Map<Object, @Nullable Object> entries = sorted ? new TreeMap<>() : new LinkedHashMap<>();
      readItems(in, some -> readEntry(some, entries));
      return sorted
          ? Collections.unmodifiableSortedMap((SortedMap<Object, @Nullable Object>) entries)
          : Collections.unmodifiableMap(entries);
    }

    private void readEntry(Decoder in, Map<Object, @Nullable Object> entries) throws IOException {
      @Nullable Object[] parts = new Object[2];
      for (int position : RecordCodec.order(in, KEY_AND_VALUE)) {
        parts[position] = (position == 0 ? key : value).read(in);
      }
      Object name = Objects.requireNonNull(parts[0]);
      if (entries.containsKey(name)) {
        throw new FormatException("twice the key " + name);
      }
      entries.put(name, parts[1]);
    }
  }

  private static void writeItems(Collection<?> items, Codec codec, Encoder out) throws IOException {
    out.writeArrayStart();
    out.setItemCount(items.size());
    for (Object item : items) {
      out.startItem();
      codec.write(item, out);
    }
    out.writeArrayEnd();
  }

  private static void readItems(Decoder in, ReadItem item) throws IOException {
    for (long count = in.readArrayStart(); count > 0; count = in.arrayNext()) {
      for (long i = 0; i < count; i++) {
        item.from(in);
      }
    }
  }
}
