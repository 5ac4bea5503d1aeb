package io.proofworks.worker.aggregator;

import io.proofworks.avro.ChildProof;
import java.nio.ByteBuffer;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.SequencedMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The child proofs of batches that have not ended. Those that a lease is out for stay; for jobs to
 * come there is so much room, and the batch that has waited longest goes first, whole: a part of
 * its children aggregates to nothing. One thread uses it.
 */
final class ChildProofs {

  /** What a record takes beside its bytes: ids, grant, amounts. */
  static final int RECORD_BYTES = 2_048;

  /** The children of one batch that are here, by task. */
  private static final class Batch {
    private final Map<String, ChildProof> children = new HashMap<>();
    private long bytes;

    /** How many bytes there are more of it. */
    long put(ChildProof child) {
      ChildProof before = children.put(child.getTaskId(), child);
      long more = bytes(child) - (before == null ? 0 : bytes(before));
      bytes += more;
      return more;
    }
  }

  private final long room;
  private final SequencedMap<String, Batch> waiting = new LinkedHashMap<>();
  private final Map<String, Batch> inWork = new HashMap<>();
  private long waitingBytes;

  /**
   * @param room for children of batches without a job, bytes of whole records
   */
  ChildProofs(long room) {
    this.room = room;
  }

  void add(ChildProof child) {
    Batch worked = inWork.get(child.getBatchId());
    if (worked != null) {
      worked.put(child);
    } else {
      waitingBytes += waiting.computeIfAbsent(child.getBatchId(), id -> new Batch()).put(child);
      makeRoom();
    }
  }

  private void makeRoom() {
    while (waitingBytes > room && waiting.size() > 1) {
      waitingBytes -= waiting.pollFirstEntry().getValue().bytes;
    }
  }

  /** There is a job of that batch: its children stay. */
  void hold(String batchId) {
    if (!inWork.containsKey(batchId)) {
      Batch batch = waiting.remove(batchId);
      waitingBytes -= batch == null ? 0 : batch.bytes;
      inWork.put(batchId, batch == null ? new Batch() : batch);
    }
  }

  /** There is no job of that batch any more; there may be another one. */
  void release(String batchId) {
    Batch batch = inWork.remove(batchId);
    if (batch != null && !batch.children.isEmpty()) {
      waiting.put(batchId, batch);
      waitingBytes += batch.bytes;
      makeRoom();
    }
  }

  /** The batch is over. */
  void end(String batchId) {
    inWork.remove(batchId);
    Batch batch = waiting.remove(batchId);
    waitingBytes -= batch == null ? 0 : batch.bytes;
  }

  /** Those of these tasks that are here, in that order. */
  List<ChildProof> of(String batchId, List<String> taskIds) {
    Batch batch = inWork.getOrDefault(batchId, waiting.get(batchId));
    return batch == null
        ? List.of()
        : taskIds.stream().map(batch.children::get).filter(Objects::nonNull).toList();
  }

  /** When the oldest that is kept was verified, epoch milliseconds of the log. */
  OptionalLong oldest() {
    return Stream.concat(waiting.values().stream(), inWork.values().stream())
        .flatMap(batch -> batch.children.values().stream())
        .mapToLong(ChildProof::getVerifiedAt)
        .min();
  }

  /** What is kept of batches without a job, bytes. */
  long waitingBytes() {
    return waitingBytes;
  }

  /** Batches of which anything is kept. */
  int batches() {
    return waiting.size() + inWork.size();
  }

  static long bytes(ChildProof child) {
    return RECORD_BYTES
        + size(child.getProof())
        + size(child.getPublicInputs())
        + size(child.getBinding());
  }

  private static long size(@Nullable ByteBuffer bytes) {
    return bytes == null ? 0 : bytes.capacity();
  }
}
