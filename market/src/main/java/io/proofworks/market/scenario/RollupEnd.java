package io.proofworks.market.scenario;

import io.proofworks.protocol.Hash32;

/**
 * How it went in one of several rollups.
 *
 * @param batch the one that was asked for there first
 * @param settled whether it has its receipt
 * @param clean whether an audit of this rollup finds nothing
 */
public record RollupEnd(Hash32 domain, String batch, boolean settled, boolean clean) {

  public boolean isWell() {
    return settled && clean;
  }

  /** It as a sentence. */
  public String says() {
    return "Rollup %s: batch %s %s, audit %s."
        .formatted(
            domain.hex(),
            batch.substring(0, 10),
            settled ? "is settled" : "did not settle in time",
            clean ? "finds no difference" : "finds differences");
  }
}
