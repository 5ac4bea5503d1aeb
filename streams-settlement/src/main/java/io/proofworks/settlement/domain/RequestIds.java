package io.proofworks.settlement.domain;

import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import java.nio.charset.StandardCharsets;

/** Ids of account requests: keccak256 of a word and the id of what they are about. */
public final class RequestIds {

  private RequestIds() {}

  /** Injective: the subject has a fixed length, so the word ends where it begins. */
  public static Hash32 of(String word, Hash32 subject) {
    return Keccak.hash(word.getBytes(StandardCharsets.UTF_8), subject.bytes());
  }
}
