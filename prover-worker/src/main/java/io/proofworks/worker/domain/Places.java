package io.proofworks.worker.domain;

import java.util.concurrent.atomic.AtomicInteger;

/**
 * The proofs that a machine has room for at once. Workers of several markets may share them: each
 * takes a place for a proof before it begins, and who finds none gives its task back. For any
 * thread.
 */
public final class Places {

  private final int capacity;
  private final AtomicInteger taken = new AtomicInteger();

  /**
   * @param capacity proofs at once, at least 1
   */
  public Places(int capacity) {
    if (capacity < 1) {
      throw new IllegalArgumentException("there is at least one place, not " + capacity);
    }
    this.capacity = capacity;
  }

  /** Takes one; false if none is free. */
  public boolean tryTake() {
    return taken.getAndUpdate(now -> now < capacity ? now + 1 : now) < capacity;
  }

  /** Takes one though none may be free: for what a bond hangs on. */
  public void take() {
    taken.incrementAndGet();
  }

  /** Gives one back. */
  public void leave() {
    taken.decrementAndGet();
  }

  /** How many are taken; more than there are where bonds hang on more. */
  public int taken() {
    return taken.get();
  }
}
