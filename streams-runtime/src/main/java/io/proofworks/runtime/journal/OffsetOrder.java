package io.proofworks.runtime.journal;

import io.proofworks.runtime.Coordinates;
import io.proofworks.runtime.state.EmptyStores;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.OptionalLong;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;

/**
 * Whether a journal takes each topic in the order of its offsets, each record of it once. A journal
 * may name any number of topics, so they are kept in a store.
 */
public final class OffsetOrder {

  private final KeyValueStore<Bytes, byte[]> last;

  public OffsetOrder(EmptyStores stores) {
    last = stores.next();
  }

  /** The offset that was taken last of the topic, where that one does not come after it. */
  public OptionalLong stepsBack(Coordinates at) {
    Bytes topic = Bytes.wrap(at.topic().getBytes(StandardCharsets.UTF_8));
    byte[] before = last.get(topic);
    last.put(topic, ByteBuffer.allocate(Long.BYTES).putLong(at.offset()).array());
    long offset = before == null ? -1 : ByteBuffer.wrap(before).getLong();
    return before != null && offset >= at.offset() ? OptionalLong.of(offset) : OptionalLong.empty();
  }
}
