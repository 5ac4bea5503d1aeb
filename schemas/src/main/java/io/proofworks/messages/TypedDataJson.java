package io.proofworks.messages;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.avro.ProofRequest;
import io.proofworks.avro.Registration;
import io.proofworks.avro.Supersession;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Struct;
import io.proofworks.protocol.StructType;
import io.proofworks.protocol.TypedData;
import io.proofworks.protocol.TypedMessage;
import java.util.HexFormat;
import java.util.List;

/**
 * A message as the JSON that wallets take ({@code eth_signTypedData_v4}): types, primary type,
 * domain and message. Numbers of 64 bits are decimal strings, since JavaScript's are not exact
 * there.
 */
public final class TypedDataJson {

  private static final ObjectMapper JSON = new ObjectMapper();

  private TypedDataJson() {}

  /** For the owner's wallet. */
  public static ObjectNode of(Registration message) {
    return of(Hash32.parse(message.getDomain()), MessageStructs.of(message));
  }

  /** For the requester's wallet. */
  public static ObjectNode of(ProofRequest message) {
    return of(Hash32.parse(message.getDomain()), MessageStructs.of(message));
  }

  /** For the requester's wallet. */
  public static ObjectNode of(Supersession message) {
    return of(Hash32.parse(message.getDomain()), MessageStructs.of(message));
  }

  /** For whoever keeps the key of an owner. */
  public static ObjectNode of(TypedMessage message) {
    return of(message.domain(), message.message());
  }

  /** The typed data of a message in one market. */
  public static ObjectNode of(Hash32 domain, Struct message) {
    ObjectNode typedData = JSON.createObjectNode();
    ObjectNode types = typedData.putObject("types");
    TypedData.DOMAIN_TYPE.structs().forEach((name, members) -> declare(types, name, members));
    message.type().structs().forEach((name, members) -> declare(types, name, members));
    typedData.put("primaryType", message.type().name());
    typedData
        .putObject("domain")
        .put("name", TypedData.NAME)
        .put("version", TypedData.VERSION)
        .put("salt", domain.hex());
    typedData.set("message", struct(message));
    return typedData;
  }

  private static void declare(ObjectNode types, String name, List<StructType.Member> members) {
    ArrayNode declared = types.putArray(name);
    members.forEach(m -> declared.addObject().put("name", m.name()).put("type", m.type()));
  }

  private static ObjectNode struct(Struct struct) {
    ObjectNode node = JSON.createObjectNode();
    List<StructType.Member> members = struct.type().members();
    for (int i = 0; i < members.size(); i++) {
      put(node, members.get(i).name(), struct.values().get(i));
    }
    return node;
  }

  private static void put(ObjectNode node, String name, Object value) {
    switch (value) {
      case List<?> elements -> node.set(name, array(elements));
      case Struct nested -> node.set(name, struct(nested));
      case Boolean bool -> node.put(name, bool);
      case Integer number -> node.put(name, number);
      default -> node.put(name, text(value));
    }
  }

  private static ArrayNode array(List<?> elements) {
    ArrayNode array = JSON.createArrayNode();
    for (Object element : elements) {
      ObjectNode holder = JSON.createObjectNode();
      put(holder, "element", element);
      array.add(holder.get("element"));
    }
    return array;
  }

  private static String text(Object value) {
    return value instanceof byte[] bytes
        ? "0x" + HexFormat.of().formatHex(bytes)
        : String.valueOf(value);
  }
}
