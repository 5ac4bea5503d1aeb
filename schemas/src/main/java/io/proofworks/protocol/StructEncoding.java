package io.proofworks.protocol;

import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * encodeData of EIP-712: each member is one 32-byte word. Numbers are sign-extended, an address is
 * padded on the left, dynamic values are hashed, an array is the hash of its elements' words, a
 * struct is its hashStruct.
 */
final class StructEncoding {

  private static final int WORD = Hash32.BYTES;

  private StructEncoding() {}

  static byte[] hashStruct(Struct struct) {
    List<StructType.Member> members = struct.type().members();
    ByteBuffer words = ByteBuffer.allocate(WORD * (members.size() + 1));
    words.put(struct.type().typeHash());
    for (int i = 0; i < members.size(); i++) {
      words.put(member(members.get(i), struct.values().get(i)));
    }
    return Keccak.bytes(words.array());
  }

  private static byte[] member(StructType.Member member, Object value) {
    return member.isArray() ? array(member, value) : word(member.type(), value);
  }

  private static byte[] array(StructType.Member member, Object value) {
    if (!(value instanceof List<?> elements)) {
      throw mismatch(member.type(), value);
    }
    ByteBuffer words = ByteBuffer.allocate(WORD * elements.size());
    elements.forEach(element -> words.put(word(member.elementType(), element)));
    return Keccak.bytes(words.array());
  }

  private static byte[] word(String type, Object value) {
    return switch (type) {
      case "bytes32" -> as(Hash32.class, type, value).bytes();
      case "address" -> leftPadded(as(Address.class, type, value).bytes());
      case "int32" -> number(as(Integer.class, type, value).longValue());
      case "int64" -> number(as(Long.class, type, value));
      case "bool" -> number(as(Boolean.class, type, value) ? 1 : 0);
      case "string" -> Keccak.bytes(utf8(as(String.class, type, value)));
      case "bytes" -> Keccak.bytes(as(byte[].class, type, value));
      default -> struct(type, as(Struct.class, type, value));
    };
  }

  private static byte[] struct(String type, Struct value) {
    if (!value.type().name().equals(type)) {
      throw mismatch(type, value);
    }
    return hashStruct(value);
  }

  private static byte[] leftPadded(byte[] bytes) {
    return ByteBuffer.allocate(WORD).position(WORD - bytes.length).put(bytes).array();
  }

  private static byte[] number(long value) {
    long sign = value >> (Long.SIZE - 1);
    return ByteBuffer.allocate(WORD)
        .putLong(sign)
        .putLong(sign)
        .putLong(sign)
        .putLong(value)
        .array();
  }

  /** Strict: a lone surrogate would otherwise be encoded as '?', and two texts share a digest. */
  private static byte[] utf8(String text) {
    try {
      ByteBuffer encoded = StandardCharsets.UTF_8.newEncoder().encode(CharBuffer.wrap(text));
      byte[] bytes = new byte[encoded.remaining()];
      encoded.get(bytes);
      return bytes;
    } catch (CharacterCodingException e) {
      throw new IllegalArgumentException("a signed text must have a UTF-8 form", e);
    }
  }

  private static <T> T as(Class<T> javaType, String type, Object value) {
    if (!javaType.isInstance(value)) {
      throw mismatch(type, value);
    }
    return javaType.cast(value);
  }

  private static IllegalArgumentException mismatch(String type, Object value) {
    return new IllegalArgumentException(
        "not a value of " + type + ": " + value.getClass().getSimpleName());
  }
}
