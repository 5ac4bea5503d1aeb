package io.proofworks.runtime.state;

import java.util.Arrays;
import java.util.List;
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
  public Optional<byte[]> first() {
    return entries.isEmpty() ? Optional.empty() : Optional.of(entries.firstKey());
  }

  @Override
  public List<byte[]> first(int most) {
    return entries.keySet().stream().limit(most).toList();
  }
}
