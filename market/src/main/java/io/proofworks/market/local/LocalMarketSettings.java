package io.proofworks.market.local;

import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;

/**
 * How the market in one JVM is set up.
 *
 * @param dataDir broker, state stores, keys and journals; a restart on it goes on where it stopped
 * @param keysDir cache of proving keys, shared by markets of this machine
 * @param kafkaPort loopback port of the broker; 0 for a free one
 * @param registryPort loopback port of the schema registry; 0 for a free one
 * @param apiPort loopback port of the query API; 0 for a free one
 * @param programs sizes of the ledger circuit the market offers
 * @param targetShardWeight thousands of constraints of a shard
 */
public record LocalMarketSettings(
    Path dataDir,
    Path keysDir,
    int kafkaPort,
    int registryPort,
    int apiPort,
    List<LedgerSize> programs,
    int targetShardWeight) {

  /** The domain of local markets. */
  public static final Hash32 DOMAIN =
      Keccak.hash("proofworks/local/v1".getBytes(StandardCharsets.UTF_8));

  /**
   * A size of the ledger circuit.
   *
   * @param depth levels of the account tree
   * @param transfers per shard
   */
  public record LedgerSize(int depth, int transfers) {

    /** Parses {@code 8x2}. */
    public static LedgerSize parse(String text) {
      String[] parts = text.split("x", -1);
      try {
        return new LedgerSize(Integer.parseInt(parts[0]), Integer.parseInt(parts[1]));
      } catch (RuntimeException e) {
        throw new IllegalArgumentException(
            "'" + text + "' is no ledger size: write DEPTHxTRANSFERS, for instance 8x2", e);
      }
    }

    public LedgerSize {
      if (depth < 1 || depth > 32 || transfers < 1 || transfers > 64) {
        throw new IllegalArgumentException(
            "ledger size out of range: depth 1 to 32, transfers 1 to 64");
      }
    }
  }

  public LocalMarketSettings {
    programs = List.copyOf(programs);
  }
}
