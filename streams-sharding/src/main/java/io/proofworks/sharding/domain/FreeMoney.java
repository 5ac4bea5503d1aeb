package io.proofworks.sharding.domain;

/**
 * What an account has free, about: whoever is told does not hear of it again until that is half or
 * twice as much, or all is gone.
 *
 * @param amount base units; 0 of an account that nothing was told of
 */
public record FreeMoney(long amount) {

  public static final FreeMoney NONE = new FreeMoney(0);

  /** Whether somebody who knows of this much may go on so while there is that much. */
  public boolean stillSays(long free) {
    return free == 0 || amount == 0 ? free == amount : free > amount / 2 && free <= most();
  }

  /** The most that there may be for somebody who knows of this much. */
  public long most() {
    return amount == 0 ? 0 : amount > Long.MAX_VALUE / 2 ? Long.MAX_VALUE : 2 * amount - 1;
  }
}
