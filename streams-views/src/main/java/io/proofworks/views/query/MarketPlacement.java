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

  /** Every partition knows the policies of all markets. */
  @Override
  public void requireMarket(MarketView view) {
    if (view.policy().isEmpty()) {
      throw new Problem(
          404,
          "market-not-found",
          "no market " + market.hex() + " has a policy; /v1/markets says which do");
    }
  }

  @Override
  public MarketView here(int partition) {
    return all.here(partition).of(market);
  }
}
