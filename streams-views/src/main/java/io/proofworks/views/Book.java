package io.proofworks.views;

import io.proofworks.views.domain.Told;
import io.proofworks.views.shape.TopicRecord;

/**
 * What is kept of one kind of subject. Records of different topics come in no certain order: a book
 * says the same whatever the order was.
 */
interface Book {

  /** How long what has come to its end is kept, ms. */
  long KEPT_MS = 30L * 24 * 3_600_000;

  /**
   * @param told what it says
   * @param record the same, as it is shown
   */
  void take(ViewEvent.Shown shown, Told told, TopicRecord record);
}
