package io.proofworks.sharding.domain;

import java.util.Optional;
import java.util.TreeMap;

/**
 * The statements of which the market has a proof already, the newest of them. Settlement keeps the
 * proofs, so many and for so long, and says when it is asked for one that it has forgotten; here is
 * only what keeps this from growing for ever.
 */
public final class ProvenStatements {

  /** Kept at most, of a few hundred bytes each: more than settlement has room for proofs. */
  public static final int MOST = 1_000_000;

  /** How long each is kept, ms of log time: no shorter than settlement keeps a proof. */
  public static final long KEPT_MS = 8L * 24 * 3_600_000;

  /** Before all ids, so that what is oldest is what is first. */
  private static final String BY_TIME = "!";

  private static final int TIME_END = BY_TIME.length() + Long.BYTES * 2;

  /**
   * Whose proof it was.
   *
   * @param at log time at which that was heard
   */
  public record Proven(String taskId, String batchId, long at) {}

  /** Where they are kept, in the order of the keys. */
  public interface Shelf {

    Optional<Proven> get(String key);

    void put(String key, Proven value);

    void remove(String key);

    /** The lowest key. */
    Optional<String> first();

    /** How many keys there are; asked once. */
    long size();
  }

  private final Shelf shelf;
  private final int most;
  private long kept;

  /**
   * Over what is on the shelf already.
   *
   * @param most kept at once
   */
  public ProvenStatements(Shelf shelf, int most) {
    this.shelf = shelf;
    this.most = most;
    this.kept = shelf.size() / 2;
  }

  /** For books without a disk. */
  static ProvenStatements inMemory() {
    return new ProvenStatements(new InMemory(), MOST);
  }

  Optional<Proven> find(String statementId) {
    return shelf.get(statementId);
  }

  /** The first one stays; the oldest of all make room. */
  void put(String statementId, Proven by) {
    if (find(statementId).isEmpty()) {
      shelf.put(statementId, by);
      shelf.put(place(by, statementId), by);
      kept++;
      forgetBefore(by.at() - KEPT_MS);
    }
  }

  private void forgetBefore(long time) {
    Optional<String> oldest = shelf.first();
    while (oldest.isPresent() && (kept > most || timeOf(oldest.get()) < time)) {
      remove(oldest.get().substring(TIME_END));
      oldest = shelf.first();
    }
  }

  void remove(String statementId) {
    find(statementId)
        .ifPresent(known -> {
          shelf.remove(place(known, statementId));
          shelf.remove(statementId);
          kept--;
        });
  }

  private static String place(Proven by, String statementId) {
    return BY_TIME + "%016x".formatted(Math.max(0, by.at())) + statementId;
  }

  private static long timeOf(String place) {
    return Long.parseLong(place.substring(BY_TIME.length(), TIME_END), 16);
  }

  private static final class InMemory implements Shelf {
    private final TreeMap<String, Proven> all = new TreeMap<>();

    @Override
    public Optional<Proven> get(String key) {
      return Optional.ofNullable(all.get(key));
    }

    @Override
    public void put(String key, Proven value) {
      all.put(key, value);
    }

    @Override
    public void remove(String key) {
      all.remove(key);
    }

    @Override
    public Optional<String> first() {
      return all.isEmpty() ? Optional.empty() : Optional.of(all.firstKey());
    }

    @Override
    public long size() {
      return all.size();
    }
  }
}
