package io.proofworks.worker.domain;

/**
 * A prover's own outcomes, from which it estimates its risks. Counts only what the log says.
 *
 * @param failuresInARow failures since the last accepted reveal
 */
public record TrackRecord(long accepted, long invalid, long late, int failuresInARow) {

  public static final TrackRecord EMPTY = new TrackRecord(0, 0, 0, 0);

  public TrackRecord withAccepted() {
    return new TrackRecord(accepted + 1, invalid, late, 0);
  }

  public TrackRecord withInvalid() {
    return new TrackRecord(accepted, invalid + 1, late, failuresInARow + 1);
  }

  public TrackRecord withLate() {
    return new TrackRecord(accepted, invalid, late + 1, failuresInARow + 1);
  }

  /** Chance that a proof is invalid, in parts per million, with a prior of one in a thousand. */
  long invalidPpm() {
    return ppm(invalid);
  }

  /** Chance that a reveal is late, in parts per million, with the same prior. */
  long latePpm() {
    return ppm(late);
  }

  private long ppm(long bad) {
    return (bad * 1_000 + 1) * 1_000_000 / ((accepted + invalid + late) * 1_000 + 1_000);
  }
}
