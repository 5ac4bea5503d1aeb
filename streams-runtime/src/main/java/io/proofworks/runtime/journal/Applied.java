package io.proofworks.runtime.journal;

import io.proofworks.protocol.Hash32;
import io.proofworks.runtime.Coordinates;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * One step of a partition: what was applied, and what followed.
 *
 * @param input the record that was applied, or whose time passed deadlines; its time is the one it
 *     was applied at
 * @param internalInput the record's value where its topic is purged
 * @param clocks log times when it was applied
 * @param effects what followed, in order
 * @param undecodable whether the input goes to the dead-letter topic
 */
public record Applied<E extends Consequence>(
    Coordinates input,
    Hash32 inputDigest,
    byte @Nullable [] internalInput,
    Map<String, Long> clocks,
    List<E> effects,
    boolean undecodable) {

  /**
   * Among the clocks of a step that applied no input: the time up to which deadlines passed. A
   * topic cannot have this name.
   */
  public static final String DEADLINES = "(deadlines)";

  /** Among the clocks of a step that took in a closure of the input's topic: its beginning. */
  public static final String CLOSED_SINCE = "(closed-since)";

  /** The same: the first millisecond at which it was open again. */
  public static final String CLOSED_UNTIL = "(closed-until)";

  /** Written out: of a compact constructor other modules do not see which parameter may be null. */
  public Applied(
      Coordinates input,
      Hash32 inputDigest,
      byte @Nullable [] internalInput,
      Map<String, Long> clocks,
      List<E> effects,
      boolean undecodable) {
    this.input = input;
    this.inputDigest = inputDigest;
    this.internalInput = internalInput;
    this.clocks = Map.copyOf(clocks);
    this.effects = List.copyOf(effects);
    this.undecodable = undecodable;
  }
}
