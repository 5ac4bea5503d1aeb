package io.proofworks.proofs.circom;

import java.time.Duration;
import run.endive.runtime.ByteArrayMemory;
import run.endive.runtime.Memory;
import run.endive.runtime.TableInstance;
import run.endive.wasm.types.MemoryLimits;
import run.endive.wasm.types.Table;
import run.endive.wasm.types.TableLimits;

/**
 * What one run of a witness generator may take.
 *
 * @param time until it is stopped
 * @param megabytes of memory, 1 to 2047
 */
public record WitnessLimits(Duration time, int megabytes) {

  /** Ten minutes, and a gigabyte, or half of this JVM's memory if that is less. */
  public static final WitnessLimits STANDARD =
      new WitnessLimits(Duration.ofMinutes(10), standardMegabytes());

  private static final int PAGES_PER_MEGABYTE = (1 << 20) / Memory.PAGE_SIZE;
  private static final int MOST_MEGABYTES = Memory.RUNTIME_MAX_PAGES / PAGES_PER_MEGABYTE;

  /** Entries of a table of functions; circom's have a few for each template. */
  private static final long MAX_TABLE = 1 << 20;

  /**
   * @throws IllegalArgumentException when a limit is not positive, or memory has no room for it
   */
  public WitnessLimits {
    if (time.isNegative() || time.isZero() || megabytes < 1 || megabytes > MOST_MEGABYTES) {
      throw new IllegalArgumentException("no limits: " + time + ", " + megabytes + " MB");
    }
  }

  private static int standardMegabytes() {
    long half = Runtime.getRuntime().maxMemory() >> 21;
    return (int) Math.clamp(half, 1, 1024);
  }

  private int pages() {
    return megabytes * PAGES_PER_MEGABYTE;
  }

  /** A memory that cannot grow beyond the limit. */
  Memory memory(MemoryLimits wanted) {
    if (wanted.initialPages() > pages()) {
      throw new IllegalArgumentException(
          "the circuit's program wants %d MB of memory, more than the %d MB that it may have"
              .formatted(wanted.initialPages() / PAGES_PER_MEGABYTE, megabytes));
    }
    return new ByteArrayMemory(
        new MemoryLimits(
            wanted.initialPages(), Math.min(wanted.maximumPages(), pages()), wanted.shared()));
  }

  /** A table that cannot grow beyond what any circuit needs. */
  TableInstance table(Table wanted, int initial) {
    if (wanted.limits().min() > MAX_TABLE) {
      throw new IllegalArgumentException(
          "the circuit's program wants a table of " + wanted.limits().min() + " functions");
    }
    TableLimits limits =
        new TableLimits(wanted.limits().min(), Math.min(wanted.limits().max(), MAX_TABLE));
    return new TableInstance(new Table(wanted.elementType(), limits, wanted.initialize()), initial);
  }

  /** Whether a memory has come to the limit. */
  boolean isExhausted(Memory memory) {
    return memory.pages() >= pages();
  }
}
