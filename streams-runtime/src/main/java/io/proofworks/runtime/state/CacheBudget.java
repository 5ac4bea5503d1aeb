package io.proofworks.runtime.state;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/**
 * How much of what they have read or written stores may keep in memory, all that share it together,
 * however many they are. Each may keep its equal share, and more as long as all together have not
 * spent it: twice as much at most. No result depends on it. Thread-safe.
 */
public final class CacheBudget {

  /** Changes of a store that wait for a commit; with more, they are written before it. */
  private static final int MOST_CHANGES = 2_000;

  /** About how many bytes they may have, but for the last of them. */
  private static final long MOST_CHANGED_BYTES = 8L * 1024 * 1024;

  private final long most;
  private final int mostChanges;
  private final AtomicLong kept = new AtomicLong();
  private final AtomicInteger stores = new AtomicInteger();

  private CacheBudget(long most, int mostChanges) {
    this.most = most;
    this.mostChanges = mostChanges;
  }

  /**
   * @param bytes from 0, of values as they are written; decoded they take about three times that
   */
  public static CacheBudget of(long bytes) {
    return of(bytes, MOST_CHANGES);
  }

  /**
   * The same with so many changes of a store that wait for a commit.
   *
   * @param changes from 0: with none each is written at once
   */
  public static CacheBudget of(long bytes, int changes) {
    return new CacheBudget(bytes, changes);
  }

  /** Whether that many changes of a store, of about so many bytes, are too much to wait. */
  boolean isTooMuch(int changes, long bytes) {
    return changes > mostChanges || bytes > MOST_CHANGED_BYTES;
  }

  void open() {
    stores.incrementAndGet();
  }

  void close() {
    stores.decrementAndGet();
  }

  void take(long bytes) {
    kept.addAndGet(bytes);
  }

  void giveBack(long bytes) {
    kept.addAndGet(-bytes);
  }

  /** Whether a store that keeps as much has to give some of it up. */
  boolean isOverspent(long own) {
    return kept.get() > most && own > most / Math.max(1, stores.get());
  }

  /** Bytes that are kept, as they are written. */
  public long kept() {
    return kept.get();
  }
}
