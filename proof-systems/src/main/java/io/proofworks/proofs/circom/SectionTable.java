package io.proofworks.proofs.circom;

import java.io.IOException;
import java.util.HashMap;
import java.util.Map;

/**
 * Where the sections of a file are, for files too big to be read as a {@link BinaryFile}: their
 * bytes are read when asked for.
 */
final class SectionTable {
  private static final int PREAMBLE_BYTES = 3 * Integer.BYTES;
  private static final int ENTRY_BYTES = Integer.BYTES + Long.BYTES;

  private record Place(long from, long length) {}

  private final StoredBytes bytes;
  private final String name;
  private final Map<Integer, Place> places = new HashMap<>();

  private SectionTable(StoredBytes bytes, String name) {
    this.bytes = bytes;
    this.name = name;
  }

  /**
   * Reads types and lengths.
   *
   * @throws IllegalArgumentException when the bytes are no file of that name and version
   */
  static SectionTable read(StoredBytes bytes, String name, int version) throws IOException {
    SectionTable table = new SectionTable(bytes, name);
    int count = BinaryFile.sections(table.part(0, PREAMBLE_BYTES), name, version);
    long at = PREAMBLE_BYTES;
    for (int i = 0; i < count; i++) {
      Section entry = table.part(at, ENTRY_BYTES);
      int type = entry.number();
      Place place = new Place(at + ENTRY_BYTES, entry.longNumber());
      table.require(place);
      if (table.places.putIfAbsent(type, place) != null) {
        throw BinaryFile.twice(type, name);
      }
      at = place.from() + place.length();
    }
    if (at != bytes.size()) {
      throw new IllegalArgumentException(
          bytes.size() - at + " bytes too many in the " + name + " file");
    }
    return table;
  }

  /** The first bytes of a section; there have to be as many. */
  Section start(int type, long length) throws IOException {
    Place place = places.get(type);
    if (place == null) {
      throw new IllegalArgumentException("the file has no section " + type);
    }
    if (place.length() < length) {
      throw endsTooEarly();
    }
    return part(place.from(), length);
  }

  private Section part(long from, long length) throws IOException {
    require(new Place(from, length));
    return new Section(bytes.part(from, Math.toIntExact(length)), name);
  }

  private void require(Place place) throws IOException {
    if (place.length() < 0 || place.length() > bytes.size() - place.from()) {
      throw endsTooEarly();
    }
  }

  private IllegalArgumentException endsTooEarly() {
    return new IllegalArgumentException("the " + name + " file ends too early");
  }
}
