package io.proofworks.protocol;

/** Whether a task that ended had a proof by then: evidence of the verdict that ends it. */
public enum TaskProof {
  /** None was accepted, and none will be: its batch has come to nothing. */
  NONE,
  /** One was accepted before the end, and stands on {@code market.child-proofs}. */
  ACCEPTED;

  /** Name of the evidence; its value is the name of one of these. */
  public static final String EVIDENCE = "proof";
}
