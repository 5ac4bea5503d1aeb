package io.proofworks.metrics.query;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;

/** The OpenAPI 3.1 document of the API, made of {@link Endpoints}. */
final class OpenApi {

  private OpenApi() {}

  static String document() {
    return JsonNodeFactory.instance.objectNode().toString();
  }
}
