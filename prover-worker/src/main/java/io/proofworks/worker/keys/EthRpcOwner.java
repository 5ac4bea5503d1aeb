package io.proofworks.worker.keys;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.messages.TypedDataJson;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.OwnerSigner;
import io.proofworks.protocol.TypedMessage;
import java.net.URI;

/**
 * An owner whose key is with somebody who answers {@code eth_signTypedData_v4} (EIP-712, JSON-RPC
 * over HTTP) and sees each field of what it signs.
 */
final class EthRpcOwner implements OwnerSigner {

  private final SignerHttp http;
  private final Address owner;

  EthRpcOwner(URI url, Address owner) {
    this.http = new SignerHttp(url);
    this.owner = owner;
  }

  @Override
  public Address address() {
    return owner;
  }

  @Override
  public byte[] sign(TypedMessage message) {
    ObjectNode request = SignerHttp.JSON.createObjectNode();
    request.put("jsonrpc", "2.0").put("id", 1).put("method", "eth_signTypedData_v4");
    request.putArray("params").add(owner.hex()).add(TypedDataJson.of(message));
    JsonNode answer = http.parsed(http.post("", request));
    if (!answer.path("result").isTextual()) {
      throw http.refusal("refuses: " + SignerHttp.quoted(answer.path("error").toString()));
    }
    return http.signature(owner, message, answer.get("result").asText());
  }
}
