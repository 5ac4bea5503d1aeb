package io.proofworks.proofs.circom;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.Map.Entry;
import java.util.Set;
import java.util.SortedMap;

/**
 * The container of iden3's binary files: four letters, version, number of sections, then each
 * section's type, length and bytes; little-endian throughout.
 */
final class BinaryFile {
  private static final int NAME_BYTES = 4;

  private final Map<Integer, Section> sections = new HashMap<>();

  private BinaryFile() {}

  /**
   * Reads the container.
   *
   * @throws IllegalArgumentException when the bytes are no file of that name and version
   */
  static BinaryFile parse(byte[] bytes, String name, int version) {
    BinaryFile file = new BinaryFile();
    Section in = new Section(ByteBuffer.wrap(bytes).order(ByteOrder.LITTLE_ENDIAN), name);
    int count = sections(in, name, version);
    for (int i = 0; i < count; i++) {
      int type = in.number();
      long length = in.longNumber();
      if (file.sections.putIfAbsent(type, in.part(length)) != null) {
        throw twice(type, name);
      }
    }
    in.end();
    return file;
  }

  /** Which of two sections of one type is meant nobody can say. */
  static IllegalArgumentException twice(int type, String name) {
    return new IllegalArgumentException("the " + name + " file has its section " + type + " twice");
  }

  /** The types of the sections. */
  Set<Integer> types() {
    return sections.keySet();
  }

  /** Reads what comes before the sections and returns how many there are. */
  static int sections(Section in, String name, int version) {
    byte[] letters = in.bytes(NAME_BYTES);
    if (!Arrays.equals(letters, name.getBytes(StandardCharsets.US_ASCII))) {
      throw new IllegalArgumentException("not a file of type " + name);
    }
    int actual = in.number();
    if (actual != version) {
      throw new IllegalArgumentException("a " + name + " file of version " + actual);
    }
    return in.number();
  }

  /** A section, to be read from its start. */
  Section section(int type) {
    Section section = sections.get(type);
    if (section == null) {
      throw new IllegalArgumentException("the file has no section " + type);
    }
    return section;
  }

  /** The bytes of a file with these sections. */
  static byte[] encode(String name, int version, SortedMap<Integer, byte[]> sections) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    out.writeBytes(name.getBytes(StandardCharsets.US_ASCII));
    out.writeBytes(number(version));
    out.writeBytes(number(sections.size()));
    for (Entry<Integer, byte[]> section : sections.entrySet()) {
      out.writeBytes(number(section.getKey()));
      out.writeBytes(longNumber(section.getValue().length));
      out.writeBytes(section.getValue());
    }
    return out.toByteArray();
  }

  /** Four bytes. */
  static byte[] number(int value) {
    return ByteBuffer.allocate(Integer.BYTES).order(ByteOrder.LITTLE_ENDIAN).putInt(value).array();
  }

  /** Eight bytes. */
  static byte[] longNumber(long value) {
    return ByteBuffer.allocate(Long.BYTES).order(ByteOrder.LITTLE_ENDIAN).putLong(value).array();
  }
}
