package io.proofworks.aggregation.domain;

import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * What the directory holds of an aggregator.
 *
 * @param sessionKey Ed25519 public key, 32 bytes
 * @param sessionExpiry first millisecond at which the key is no longer valid
 * @param registered whether its registration stands
 * @param free stake that is not reserved, base units
 * @param reserved stake that is bond or lease already, base units
 * @param pausedUntil no new job before this time
 * @param pulse what its last heartbeat said
 * @param asOf when its account became that, epoch milliseconds; 0 where that was not told
 * @param former how it signed before; null when it always did as now, or that is not followed
 */
public record Aggregator(
    String id,
    byte[] sessionKey,
    long sessionExpiry,
    boolean registered,
    long free,
    long reserved,
    long pausedUntil,
    Pulse pulse,
    long asOf,
    @Nullable Former former) {

  /** Jobs that one aggregator may hold at once, whatever it says: nobody takes all of a market. */
  public static final int MOST_SLOTS = 64;

  /**
   * What a heartbeat said.
   *
   * @param at its append time, epoch milliseconds; 0 when there was none
   * @param sequence grows with each of a session key, so that an old one written again is no news
   * @param slots jobs it can work on at once. One that does not say is taken to work on one: its
   *     registered capacity counts proofs of tasks, and an aggregator of before made its aggregates
   *     one after the other
   */
  public record Pulse(long at, long sequence, int slots, boolean draining) {

    /** Before the first heartbeat. */
    public static final Pulse NONE = new Pulse(0, Long.MIN_VALUE, 1, false);

    /**
     * @param said negative when the heartbeat does not say
     */
    public static Pulse of(long at, long sequence, int said, boolean draining) {
      return new Pulse(at, sequence, said < 0 ? 1 : Math.min(said, MOST_SLOTS), draining);
    }

    /** With any to come counting as younger. */
    private Pulse uncounted() {
      return new Pulse(at, Long.MIN_VALUE, slots, draining);
    }

    private boolean offersMoreThan(Pulse before) {
      return slots > before.slots || (before.draining && !draining) || (before.at == 0 && at > 0);
    }
  }

  /**
   * A session key that does not speak for it any more.
   *
   * @param sessionKey Ed25519 public key, 32 bytes
   * @param sessionExpiry first millisecond at which it was no longer valid
   * @param until when another one took its place, or its registration ended, epoch milliseconds
   */
  public record Former(byte[] sessionKey, long sessionExpiry, long until) {
    private boolean speaksAt(long time) {
      return time < until && time < sessionExpiry;
    }
  }

  /** One of which no more is known than how it stands. */
  public Aggregator(
      String id,
      byte[] sessionKey,
      long sessionExpiry,
      boolean registered,
      long free,
      long reserved,
      long pausedUntil,
      Pulse pulse) {
    this(id, sessionKey, sessionExpiry, registered, free, reserved, pausedUntil, pulse, 0, null);
  }

  /** What it said last, as it counts beside heartbeats that are signed with that session key. */
  public Pulse pulseUnder(byte[] key) {
    return Arrays.equals(key, sessionKey) ? pulse : pulse.uncounted();
  }

  /** After a heartbeat; itself when that is no news. */
  public Aggregator heard(Pulse newer) {
    return newer.sequence() <= pulse.sequence()
        ? this
        : new Aggregator(
            id,
            sessionKey,
            sessionExpiry,
            registered,
            free,
            reserved,
            pausedUntil,
            newer,
            asOf,
            former);
  }

  /**
   * As it stands now, with how it signed before: a record is judged by the key that was registered
   * when it was appended, also by whoever reads it later. Of several changes meanwhile the last key
   * but one is known.
   */
  public Aggregator after(Aggregator before) {
    boolean goesOn = registered && Arrays.equals(sessionKey, before.sessionKey);
    Former last =
        goesOn || !before.registered
            ? before.former
            : new Former(before.sessionKey, before.sessionExpiry, asOf);
    return new Aggregator(
        id, sessionKey, sessionExpiry, registered, free, reserved, pausedUntil, pulse, asOf, last);
  }

  /** Whether the same session key speaks for both, and as long. */
  public boolean signsAs(Aggregator other) {
    return Arrays.equals(sessionKey, other.sessionKey)
        && sessionExpiry == other.sessionExpiry
        && registered == other.registered;
  }

  /** Whether it may be there for a job for which it was not before, however time goes on. */
  public boolean offersMoreThan(Aggregator before) {
    return (registered && !before.registered)
        || sessionExpiry > before.sessionExpiry
        || free > before.free
        || reserved > before.reserved
        || pausedUntil < before.pausedUntil
        || pulse.offersMoreThan(before.pulse);
  }

  /** The session keys that spoke for it then, its present one first. */
  List<byte[]> signersAt(long time) {
    Stream<byte[]> present = isRegisteredAt(time) ? Stream.of(sessionKey) : Stream.empty();
    Stream<byte[]> before =
        former != null && former.speaksAt(time) ? Stream.of(former.sessionKey) : Stream.empty();
    return Stream.concat(present, before).toList();
  }

  /** Whether its session key speaks for it at that time. */
  boolean isRegisteredAt(long time) {
    return registered && time < sessionExpiry;
  }

  /** Whether it is there for a job with that bond, free or busy. */
  boolean mayTake(Want want, long now) {
    return isRegisteredAt(now)
        && !pulse.draining()
        && pulse.slots() > 0
        && now >= pausedUntil
        && covers(want.bond())
        && pulse.at() > 0
        && now - pulse.at() < want.heartbeatTimeoutMs();
  }

  /**
   * Whether it has a bond for that job beside those of the leases that are out to it: settlement
   * takes what it finds, and its word on what is left comes later.
   */
  boolean mayBond(Want want, int leases) {
    return free >= want.bond()
        && (want.bond() == 0 || leases < Long.MAX_VALUE / want.bond())
        && covers(want.bond() * (leases + 1));
  }

  /** Whether its whole stake is as much, at work or not. */
  public boolean covers(long amount) {
    return free >= amount || reserved >= amount - free;
  }
}
