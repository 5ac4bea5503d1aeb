package io.proofworks.messages;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.proofworks.avro.Heartbeat;
import io.proofworks.protocol.Address;
import io.proofworks.protocol.Digests;
import io.proofworks.protocol.Hash32;
import io.proofworks.protocol.Keccak;
import io.proofworks.protocol.OwnerKey;
import io.proofworks.protocol.SessionKey;
import io.proofworks.protocol.Struct;
import io.proofworks.protocol.StructType;
import io.proofworks.protocol.TypedData;
import io.proofworks.topics.Partitions;
import java.math.BigInteger;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.apache.avro.specific.SpecificRecord;

/**
 * What our code computes for the cases of schemas/vectors. The cases are drawn from fixed seeds, so
 * computing them again gives the same files unless the protocol has changed.
 */
final class Vectors {

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final BigInteger ORDER =
      new BigInteger("fffffffffffffffffffffffffffffffebaaedce6af48a03bbfd25e8cd0364141", 16);
  private static final int CASES = 8;

  private final Samples samples = new Samples(712);

  /** File name to content. */
  Map<String, ArrayNode> all() {
    Map<String, ArrayNode> files = new LinkedHashMap<>();
    files.put("keccak.json", keccak());
    files.put("digests.json", digests());
    files.put("owner-signatures.json", ownerSignatures());
    files.put("session-signatures.json", sessionSignatures());
    files.put("messages.json", messages());
    files.put("partitions.json", partitions());
    return files;
  }

  private ArrayNode keccak() {
    ArrayNode cases = JSON.createArrayNode();
    for (int length : List.of(0, 1, 31, 32, 135, 136, 137, 272, 1000)) {
      byte[] input = samples.bytes(length);
      cases.addObject().put("input", hex(input)).put("digest", Keccak.hash(input).hex());
    }
    return cases;
  }

  private ArrayNode digests() {
    ArrayNode cases = JSON.createArrayNode();
    for (StructType type : digestTypes()) {
      for (int i = 0; i < 2; i++) {
        Hash32 domain = samples.hash();
        Struct struct = draw(type);
        ObjectNode node = cases.addObject().put("encodeType", type.toString());
        node.set("typedData", TypedDataJson.of(domain, struct));
        node.put("digest", new TypedData(domain).digest(struct).hex());
      }
    }
    return cases;
  }

  private static List<StructType> digestTypes() {
    return List.of(
        Digests.BATCH,
        Digests.STATEMENT,
        Digests.TASK,
        Digests.PROOF_COMMITMENT,
        Digests.BINDING,
        Digests.JOB,
        Digests.AGGREGATE_BINDING,
        Digests.INPUT,
        Digests.DEADLINE,
        Digests.MOVEMENT);
  }

  private Struct draw(StructType type) {
    return type.of(type.members().stream().map(member -> draw(member.type())).toArray());
  }

  private Object draw(String type) {
    return switch (type) {
      case "bytes32" -> samples.hash();
      case "address" -> samples.address();
      case "int32" -> samples.number().intValue();
      case "int64" -> samples.number();
      case "string" -> samples.word();
      case "bytes" -> samples.bytes(77);
      default -> throw new AssertionError("digests have no " + type);
    };
  }

  private ArrayNode ownerSignatures() {
    ArrayNode cases = JSON.createArrayNode();
    for (int i = 0; i < CASES; i++) {
      OwnerKey key = OwnerKey.parse(samples.hash().hex());
      Hash32 digest = samples.hash();
      byte[] signature = key.sign(digest);
      ownerCase(cases, key, digest, signature, "");
      ownerCase(cases, key, digest, highS(signature), "s in the upper half");
    }
    return cases;
  }

  private static void ownerCase(
      ArrayNode cases, OwnerKey key, Hash32 digest, byte[] signature, String refusedFor) {
    cases
        .addObject()
        .put("secret", key.secretHex())
        .put("address", key.address().hex())
        .put("digest", digest.hex())
        .put("signature", hex(signature))
        .put("recovers", OwnerKey.recover(digest, signature).isPresent())
        .put("refusedFor", refusedFor);
  }

  /** The other signature that plain ECDSA would take: s negated, parity flipped. */
  static byte[] highS(byte[] signature) {
    BigInteger s = new BigInteger(1, Arrays.copyOfRange(signature, 32, 64));
    byte[] negated = Hash32.parse("0x%064x".formatted(ORDER.subtract(s))).bytes();
    return ByteBuffer.allocate(65)
        .put(signature, 0, 32)
        .put(negated)
        .put((byte) (27 + 28 - signature[64]))
        .array();
  }

  private ArrayNode sessionSignatures() {
    ArrayNode cases = JSON.createArrayNode();
    for (int i = 0; i < CASES; i++) {
      byte[] seed = samples.bytes(32);
      SessionKey key = SessionKey.fromSeed(seed);
      Hash32 digest = samples.hash();
      byte[] signature = key.sign(digest);
      sessionCase(cases, key, digest, signature);
      signature[i * 7] ^= 1;
      sessionCase(cases, key, digest, signature);
    }
    return cases;
  }

  private static void sessionCase(
      ArrayNode cases, SessionKey key, Hash32 digest, byte[] signature) {
    cases
        .addObject()
        .put("seed", hex(key.seed()))
        .put("publicKey", hex(key.publicKey()))
        .put("digest", digest.hex())
        .put("signature", hex(signature))
        .put("verifies", SessionKey.verify(key.publicKey(), digest, signature));
  }

  private ArrayNode messages() {
    ArrayNode cases = JSON.createArrayNode();
    OwnerKey owner = OwnerKey.parse(samples.hash().hex());
    SessionKey session = SessionKey.fromSeed(samples.bytes(32));
    for (Signable<?> kind : Signable.all(owner, session)) {
      before(cases, kind, owner, session);
      before(cases, kind, owner, session);
    }
    grant(cases, session);
    laterHeartbeats(cases, owner, session);
    return cases;
  }

  private <T extends SpecificRecord> void before(
      ArrayNode cases, Signable<T> kind, OwnerKey owner, SessionKey session) {
    message(cases, kind, owner, session, Samples.asBefore(kind.draw(samples)));
  }

  /** Slots alone, jobs alone, and both. */
  private static void laterHeartbeats(ArrayNode cases, OwnerKey owner, SessionKey session) {
    Samples fresh = new Samples(713);
    for (Signable<?> kind : Signable.all(owner, session)) {
      if (kind.type() == Heartbeat.class) {
        laterHeartbeat(cases, kind, owner, session, fresh, 0, 0);
        laterHeartbeat(cases, kind, owner, session, fresh, -1, 3);
        laterHeartbeat(cases, kind, owner, session, fresh, 2, 1);
      }
    }
  }

  private static <T extends SpecificRecord> void laterHeartbeat(
      ArrayNode cases,
      Signable<T> kind,
      OwnerKey owner,
      SessionKey session,
      Samples fresh,
      int slots,
      int aggregating) {
    T beat = kind.draw(fresh);
    beat.put(beat.getSchema().getField("aggregationSlots").pos(), slots);
    beat.put(beat.getSchema().getField("aggregating").pos(), aggregating);
    message(cases, kind, owner, session, beat);
  }

  private static <T extends SpecificRecord> void message(
      ArrayNode cases, Signable<T> kind, OwnerKey owner, SessionKey session, T drawn) {
    T signed = kind.signed().apply(drawn);
    byte[] signature = MessageStructs.bytes((ByteBuffer) field(signed, "signature"));
    Hash32 domain = Hash32.parse((String) field(signed, "domain"));
    ObjectNode node = cases.addObject().put("message", kind.toString());
    if (signature.length == OwnerKey.SIGNATURE_BYTES) {
      node.put("signer", owner.address().hex());
    } else {
      node.put("sessionKey", hex(session.publicKey()));
    }
    node.put("digest", kind.digestOf(signed).hex()).put("signature", hex(signature));
    node.set("typedData", TypedDataJson.of(domain, kind.struct().apply(signed)));
  }

  private static Object field(SpecificRecord record, String name) {
    return record.get(record.getSchema().getField(name).pos());
  }

  private void grant(ArrayNode cases, SessionKey session) {
    Hash32 domain = samples.hash();
    Hash32 task = samples.hash();
    Hash32 batch = samples.hash();
    Address prover = samples.address();
    Struct grant = MessageStructs.grant(task, prover, batch, Address.ZERO);
    Hash32 digest = SignedMessages.grantDigest(domain, task, prover, batch, Address.ZERO);
    cases
        .addObject()
        .put("message", "AggregationGrant")
        .put("sessionKey", hex(session.publicKey()))
        .put("digest", digest.hex())
        .put("signature", hex(session.sign(digest)))
        .set("typedData", TypedDataJson.of(domain, grant));
  }

  private ArrayNode partitions() {
    ArrayNode cases = JSON.createArrayNode();
    for (int i = 0; i < 4 * CASES; i++) {
      String key = i % 2 == 0 ? samples.hash().hex() : samples.word();
      int count = 1 + i;
      cases
          .addObject()
          .put("key", key)
          .put("keyBytes", hex(key.getBytes(StandardCharsets.UTF_8)))
          .put("partitions", count)
          .put("partition", Partitions.of(key, count));
    }
    return cases;
  }

  private static String hex(byte[] bytes) {
    return "0x" + HexFormat.of().formatHex(bytes);
  }
}
