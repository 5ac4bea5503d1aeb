package io.proofworks.views;

import com.fasterxml.jackson.databind.node.ObjectNode;

/** The policy in force: the highest version. */
record MarketBook(Shelf shelf) implements Book {

  @Override
  public void take(ViewEvent.Shown shown, ObjectNode policy) {
    int before = shelf.headOrNew(Subject.MARKET).path("version").asInt();
    if (policy.path("version").asInt() >= before) {
      shelf.putHead(Subject.MARKET, policy);
    }
  }
}
