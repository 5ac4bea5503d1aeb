package io.proofworks.aggregation.domain;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A node that wants an aggregator, as the desk is told of it.
 *
 * @param epoch that the lease would be of
 * @param holders who had the node before: asked again only when nobody else is free
 * @param barred those of them who may not have it now
 * @param shunned those of them who may have it only while nobody else is there
 * @param preferred whom the owners of its children prefer; null when nobody, or several
 * @param preferredUntil from when that no longer counts, epoch milliseconds
 * @param bond locked by the lease, base units
 * @param heartbeatTimeoutMs an aggregator unheard of for so long is not there
 */
public record Want(
    String batchId,
    int nodeId,
    int epoch,
    List<String> holders,
    List<String> barred,
    List<String> shunned,
    @Nullable String preferred,
    long preferredUntil,
    long bond,
    long heartbeatTimeoutMs) {

  public Want {
    holders = List.copyOf(holders);
    barred = List.copyOf(barred);
    shunned = List.copyOf(shunned);
  }

  /** The node, whatever the epoch. */
  public String place() {
    return place(batchId, nodeId);
  }

  /** The name of a node among those of all batches. */
  public static String place(String batchId, int nodeId) {
    return batchId + "/" + nodeId;
  }

  /** Whether these aggregators' owners wish may be fulfilled by that one now. */
  boolean prefers(Aggregator aggregator, long now) {
    return now < preferredUntil
        && aggregator.id().equals(preferred)
        && !holders.contains(aggregator.id());
  }
}
