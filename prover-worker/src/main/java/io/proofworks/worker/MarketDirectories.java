package io.proofworks.worker;

import io.proofworks.protocol.Hash32;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;

/**
 * Where a worker keeps what it has of each market. The first one that it ever served has the
 * worker's directory itself, each other one a directory below it; who that was is written down,
 * since a journal that is taken for another market's is lost to its own.
 */
final class MarketDirectories {

  private static final String FIRST = "market";
  private static final String OTHERS = "markets";

  private final Path root;
  private final Hash32 first;

  private MarketDirectories(Path root, Hash32 first) {
    this.root = root;
    this.first = first;
  }

  /**
   * Those below a worker's directory.
   *
   * @param candidate the first market, if none is written down
   * @throws IOException if it cannot be read or written down
   */
  static MarketDirectories in(Path root, Hash32 candidate) throws IOException {
    Path file = root.resolve(FIRST);
    if (!Files.exists(file)) {
      Files.createDirectories(root);
      Path whole = Files.writeString(root.resolve(FIRST + ".new"), candidate.hex() + "\n");
      Files.move(whole, file, StandardCopyOption.ATOMIC_MOVE);
    }
    String said = Files.readString(file).strip();
    Hash32 first =
        Hash32.tryParse(said)
            .orElseThrow(() -> new IOException(file + " does not name a market: it has " + said));
    return new MarketDirectories(root, first);
  }

  /** That of a market. */
  Path of(Hash32 domain) {
    return isFirst(domain) ? root : root.resolve(OTHERS).resolve(domain.hex());
  }

  boolean isFirst(Hash32 domain) {
    return domain.equals(first);
  }

  /** Where the key of the owner is, who is the same in all of them. */
  Path owner() {
    return root.resolve("keys");
  }
}
