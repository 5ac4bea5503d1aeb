package io.proofworks.messages;

import io.proofworks.avro.Assignment;

/** What a record of {@code market.assignments} says of its epoch. */
public enum AssignmentKind {

  /** It begins, and provers are asked: its assignees, or all. */
  ASKS,

  /** It begins, and the task takes over a proof that the market has. */
  ADOPTS,

  /** It had begun before, and somebody who was asked in it has given the task back. */
  GIVES_BACK;

  /** What that record says; it may say it wrongly. */
  public static AssignmentKind of(Assignment record) {
    if (record.getAdoptedFrom() != null) {
      return ADOPTS;
    }
    return record.getOpenToAll() || !record.getAssignees().isEmpty() ? ASKS : GIVES_BACK;
  }
}
