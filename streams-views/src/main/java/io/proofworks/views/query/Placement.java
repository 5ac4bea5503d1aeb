package io.proofworks.views.query;

import io.proofworks.protocol.Hash32;
import io.proofworks.views.MarketView;
import java.util.List;

/** Where the partitions of the views are. */
interface Placement {

  /** Where one partition can be read. */
  sealed interface Place {

    /** In this process. */
    record Here(MarketView view) implements Place {}

    /**
     * At other instances.
     *
     * @param addresses host:port, the one that writes it first, then those that follow it
     */
    record There(List<String> addresses) implements Place {}
  }

  /** The partitions as one market of the deployment has them. */
  default Placement in(Hash32 market) {
    return new MarketPlacement(this, market);
  }

  /**
   * Requires that there is the market that is asked of, once a partition knows what it has to.
   *
   * @throws Problem market-not-found
   */
  default void requireMarket(MarketView view) {}

  /** How many there are. */
  int partitions();

  /**
   * Where a partition is.
   *
   * @throws Problem with how the views are, while nobody knows
   */
  Place of(int partition);

  /**
   * A partition in this process, even one that only follows.
   *
   * @throws Problem with how the views are, when it is not here or still being restored
   */
  MarketView here(int partition);
}
