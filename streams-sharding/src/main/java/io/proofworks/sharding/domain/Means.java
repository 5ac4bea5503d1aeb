package io.proofworks.sharding.domain;

/** Who bears what a request takes before it is known whether it is paid for. */
public interface Means {

  /** Free money of the requester, as far as it is known, base units. */
  long known();

  /**
   * Has the effort borne: by the requester's own money as far as that goes, or else by what is left
   * for everybody who asks.
   *
   * @param worth of it, base units
   * @param effortMs milliseconds of a core, above 0
   * @return whether anybody bears it; then it counts
   */
  boolean bear(long worth, long effortMs);
}
