package io.proofworks.views.query;

import io.proofworks.protocol.Hash32;
import io.proofworks.views.MarketView;

/**
 * The views of another market than the deployment's first.
 *
 * @param all of the deployment
 */
record MarketPlacement(Placement all, Hash32 market) implements Placement {

  @Override
  public int partitions() {
    return all.partitions();
  }

  @Override
  public Place of(int partition) {
    return switch (all.of(partition)) {
      case Place.Here(MarketView view) -> new Place.Here(view.of(market));
      case Place.There there -> there;
    };
  }

  @Override
  public MarketView here(int partition) {
    return all.here(partition).of(market);
  }
}
