package io.proofworks.runtime.state;

import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** A store in memory, for replays. */
public final class MemoryStore implements OrderedStore {

  private final TreeMap<byte[], byte[]> entries = new TreeMap<>(Arrays::compareUnsigned);

  @Override
  public byte @Nullable [] get(byte[] key) {
    return entries.get(key);
  }

  @Override
  public void put(byte[] key, byte[] value) {
    entries.put(key.clone(), value.clone());
  }

  @Override
  public void delete(byte[] key) {
    entries.remove(key);
  }

  @Override
  public Optional<Entry> first() {
    Map.Entry<byte[], byte[]> first = entries.firstEntry();
    return first == null
        ? Optional.empty()
        : Optional.of(new Entry(first.getKey(), first.getValue()));
  }

  @Override
  public List<Entry> first(int most) {
    return entries.entrySet().stream()
        .limit(most)
        .map(entry -> new Entry(entry.getKey(), entry.getValue()))
        .toList();
  }
}
