package io.proofworks.metrics.query;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;

/** A body and its media type. */
record Answer(String type, byte[] body) {

  private static final ObjectMapper JSON = new ObjectMapper();

  static Answer json(ObjectNode node) {
    return json("application/json", node);
  }

  static Answer json(String type, ObjectNode node) {
    try {
      return new Answer(type, JSON.writeValueAsBytes(node));
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a tree that is no JSON", e);
    }
  }

  static Answer text(String text) {
    return new Answer("text/plain; charset=utf-8", text.getBytes(StandardCharsets.UTF_8));
  }
}
