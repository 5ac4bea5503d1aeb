package io.proofworks.worker.domain;

import java.util.Collection;

/**
 * What a worker has at stake, as settlement said last. Bonds of tasks and of leases come out of the
 * same money, first come, first served: a lease that takes what a task in hand needs makes its
 * commit fail, and the proof was for nothing. What settlement says lags behind what it was given.
 *
 * @param free what is not reserved, base units, at least 0
 * @param reserved what is bond or lease already, base units, at least 0
 */
public record Stake(long free, long reserved) {

  /** Before settlement has said anything. */
  public static final Stake NONE = new Stake(0, 0);

  public Stake {
    free = Math.max(0, free);
    reserved = Math.max(0, reserved);
  }

  /**
   * Bonds of the tasks in hand, base units.
   *
   * @param onTheWay of those whose commit is not accepted, as far as it is known here
   * @param committed of those whose commit stands
   */
  public record Bonds(long onTheWay, long committed) {

    public static final Bonds NONE = new Bonds(0, 0);

    /** Those of tasks that are being proved, or that a bond hangs on. */
    public static Bonds of(Collection<ProverTask> inHand) {
      long onTheWay = 0;
      long committed = 0;
      for (ProverTask task : inHand) {
        if (task.owesReveal()) {
          committed = sum(committed, task.bond());
        } else {
          onTheWay = sum(onTheWay, task.bond());
        }
      }
      return new Bonds(onTheWay, committed);
    }
  }

  /**
   * Leases that it can have at once without touching the bonds of its tasks. As the scheduler
   * reckons for tasks: of what is free, those on their way are left, and of all of it everything
   * that it holds, which counts what is committed and not shown as reserved yet. Without tasks the
   * market sees for itself what its stake covers.
   *
   * @param leases those that it has
   * @param bond of one lease, base units
   */
  public int leasesBeside(Bonds tasks, int leases, long bond) {
    long ofTasks = sum(tasks.onTheWay(), tasks.committed());
    if (bond <= 0 || ofTasks == 0) {
      return Integer.MAX_VALUE;
    }
    long unneeded = free - tasks.onTheWay();
    long unbound = sum(free, reserved) - sum(ofTasks, product(leases, bond));
    long more = Math.max(0, Math.min(unneeded, unbound)) / bond;
    return (int) Math.min(Integer.MAX_VALUE, leases + more);
  }

  /**
   * Whether tasks alone keep it from having any lease. A market whose aggregators are all so waits
   * for one that offers a slot, and gives its batches up when none does for long.
   *
   * @param leases those that it has
   * @param bond of one lease, base units
   */
  public boolean isTakenByTasks(Bonds tasks, int leases, long bond) {
    return sum(free, reserved) >= bond && leasesBeside(tasks, leases, bond) == 0;
  }

  private static long product(int leases, long bond) {
    return leases > Long.MAX_VALUE / bond ? Long.MAX_VALUE : leases * bond;
  }

  /** Of amounts from 0; more than any stake where it leaves a long. */
  private static long sum(long left, long right) {
    return left > Long.MAX_VALUE - right ? Long.MAX_VALUE : left + right;
  }
}
