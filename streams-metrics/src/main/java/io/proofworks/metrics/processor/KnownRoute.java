package io.proofworks.metrics.processor;

import java.util.ArrayList;
import java.util.List;

/**
 * A route for which money is or was held.
 *
 * @param last the batch that was begun last
 * @param open batches that have not come to their end, the newest {@link #MOST}
 */
record KnownRoute(String last, List<String> open) {

  /** So many transfers of one route are counted; a signal says no less of more. */
  static final int MOST = 256;

  static final KnownRoute NEW = new KnownRoute("", List.of());

  KnownRoute {
    open = List.copyOf(open);
  }

  KnownRoute begun(String batchId) {
    List<String> more =
        new ArrayList<>(open.subList(Math.max(0, open.size() - MOST + 1), open.size()));
    more.add(batchId);
    return new KnownRoute(batchId, more);
  }

  KnownRoute ended(String batchId) {
    return new KnownRoute(last, open.stream().filter(id -> !id.equals(batchId)).toList());
  }
}
