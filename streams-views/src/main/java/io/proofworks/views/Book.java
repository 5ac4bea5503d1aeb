package io.proofworks.views;

import com.fasterxml.jackson.databind.node.ObjectNode;

/**
 * What is kept of one kind of subject. Records of different topics come in no certain order: a book
 * says the same whatever the order was.
 */
interface Book {

  /** How long what has come to its end is kept, ms. */
  long KEPT_MS = 30L * 24 * 3_600_000;

  void take(ViewEvent.Shown shown, ObjectNode record);
}
