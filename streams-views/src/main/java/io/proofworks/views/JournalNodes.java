package io.proofworks.views;

import io.proofworks.protocol.Hash32;
import io.proofworks.tlog.MerkleNodes;
import io.proofworks.views.domain.Place;
import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.function.BiConsumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * The Merkle tree of a journal in the views' store, with its entries and where its inputs stand.
 */
public final class JournalNodes implements MerkleNodes {

  private final Subject journal;
  private final Function<String, byte @Nullable []> get;
  private final BiConsumer<String, byte[]> put;

  JournalNodes(
      Subject journal, Function<String, byte @Nullable []> get, BiConsumer<String, byte[]> put) {
    this.journal = journal;
    this.get = get;
    this.put = put;
  }

  private String key(String what) {
    return "j|" + journal.key() + "|" + what;
  }

  @Override
  public Hash32 get(int level, long index) {
    return hash(key("n|%02d|%s".formatted(level, Keys.hex(index))));
  }

  @Override
  public void put(int level, long index, Hash32 hash) {
    put.accept(key("n|%02d|%s".formatted(level, Keys.hex(index))), hash.bytes());
  }

  private Hash32 hash(String key) {
    byte[] bytes = get.apply(key);
    if (bytes == null) {
      throw new IllegalStateException("no " + key);
    }
    return Hash32.of(bytes);
  }

  void putEntry(long sequence, Hash32 hash) {
    put.accept(key("e|" + Keys.hex(sequence)), hash.bytes());
  }

  /** The hash of an entry that the tree has. */
  public Hash32 entry(long sequence) {
    return hash(key("e|" + Keys.hex(sequence)));
  }

  private String input(String topic, int partition, long offset) {
    return key("i|" + topic + "-" + partition + "|" + Keys.hex(offset));
  }

  void putInput(Place at, long sequence) {
    put.accept(
        input(at.topic(), at.partition(), at.offset()),
        Long.toString(sequence).getBytes(StandardCharsets.US_ASCII));
  }

  /** The entry that applied an input. */
  public Optional<Long> find(String topic, int partition, long offset) {
    return Optional.ofNullable(get.apply(input(topic, partition, offset))).map(ViewReader::number);
  }
}
