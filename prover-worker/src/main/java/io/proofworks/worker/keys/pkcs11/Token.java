package io.proofworks.worker.keys.pkcs11;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.proofworks.protocol.SigningException;
import io.proofworks.settings.SecretFile;
import io.proofworks.worker.keys.pkcs11.Cryptoki.Function;
import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * One key of a token, in a session that is logged in. After an error it begins anew, with the PIN
 * as its file has it then: a module that was away, or restarted, is used again when it is back.
 */
final class Token implements AutoCloseable {

  private static final long SERIAL_SESSION = 4;
  private static final long USER = 1;
  private static final long ALREADY_LOGGED_IN = 0x100;
  private static final long CLASS = 0;
  private static final long LABEL = 3;
  private static final long EC_POINT = 0x181;
  private static final long PUBLIC_KEY = 2;
  private static final long PRIVATE_KEY = 3;
  private static final long ATTRIBUTE_BYTES = 24;
  private static final long INFO_BYTES = 256; // CK_TOKEN_INFO has 208
  private static final int LABEL_BYTES = 32;
  private static final int MOST_SLOTS = 256;
  private static final int MOST_BYTES = 256;

  /** What an open session has. */
  private record Open(long session, long privateKey) {}

  private final TokenKey key;
  private final Cryptoki cryptoki;
  private final byte[] publicPoint;
  private @Nullable Open open;

  /**
   * @throws SigningException if module, token or key is not there, or the PIN is not right
   */
  Token(TokenKey key) {
    this.key = key;
    this.cryptoki = Cryptoki.of(key.module());
    Open first = open();
    this.open = first;
    try {
      this.publicPoint = point(first.session());
    } catch (RuntimeException e) {
      close();
      throw e;
    }
  }

  /** The public key as its attribute has it, without the DER around it: 32 or 65 bytes. */
  byte[] publicPoint() {
    return publicPoint.clone();
  }

  private Open open() {
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment handle = arena.allocate(JAVA_LONG);
      MemorySegment none = MemorySegment.NULL;
      cryptoki.must(Function.OPEN_SESSION, slot(arena), SERIAL_SESSION, none, none, handle);
      return open(arena, handle.get(JAVA_LONG, 0));
    }
  }

  private Open open(Arena arena, long session) {
    try {
      login(arena, session);
      return new Open(session, find(arena, session, PRIVATE_KEY));
    } catch (RuntimeException e) { // also for a PIN's file that others may read
      long unused = cryptoki.call(Function.CLOSE_SESSION, session);
      throw e;
    }
  }

  private long slot(Arena arena) {
    MemorySegment slots = arena.allocate(JAVA_LONG, MOST_SLOTS);
    MemorySegment count = arena.allocate(JAVA_LONG);
    count.set(JAVA_LONG, 0, MOST_SLOTS);
    cryptoki.must(Function.GET_SLOT_LIST, (byte) 1, slots, count);
    for (int i = 0; i < count.get(JAVA_LONG, 0); i++) {
      long slot = slots.getAtIndex(JAVA_LONG, i);
      if (label(arena, slot).equals(key.token())) {
        return slot;
      }
    }
    throw new SigningException("%s has no token %s".formatted(key.module(), key.token()));
  }

  private String label(Arena arena, long slot) {
    MemorySegment info = arena.allocate(INFO_BYTES, 8);
    boolean told = cryptoki.call(Function.GET_TOKEN_INFO, slot, info) == 0;
    byte[] label = info.asSlice(0, LABEL_BYTES).toArray(JAVA_BYTE);
    return told ? new String(label, StandardCharsets.UTF_8).stripTrailing() : "";
  }

  private void login(Arena arena, long session) {
    byte[] pin = pin();
    MemorySegment text = arena.allocate(Math.max(1, pin.length));
    try {
      MemorySegment.copy(pin, 0, text, JAVA_BYTE, 0, pin.length);
      long answer = cryptoki.call(Function.LOGIN, session, USER, text, (long) pin.length);
      if (answer != 0 && answer != ALREADY_LOGGED_IN) {
        throw new SigningException(
            "the module refuses the PIN in %s: 0x%X (CKR_ of PKCS#11)"
                .formatted(key.pin(), answer));
      }
    } finally {
      text.fill((byte) 0);
      Arrays.fill(pin, (byte) 0);
    }
  }

  private byte[] pin() {
    try {
      return SecretFile.read(key.pin());
    } catch (IOException e) {
      throw new SigningException("the PIN cannot be read: " + e, e);
    }
  }

  private long find(Arena arena, long session, long kind) {
    byte[] name = key.label().getBytes(StandardCharsets.UTF_8);
    MemorySegment template = arena.allocate(2 * ATTRIBUTE_BYTES, 8);
    attribute(template, 0, CLASS, arena.allocateFrom(JAVA_LONG, kind));
    attribute(template, 1, LABEL, arena.allocateFrom(JAVA_BYTE, name));
    cryptoki.must(Function.FIND_OBJECTS_INIT, session, template, 2L);
    MemorySegment found = arena.allocate(JAVA_LONG, 2);
    MemorySegment count = arena.allocate(JAVA_LONG);
    cryptoki.must(Function.FIND_OBJECTS, session, found, 2L, count);
    cryptoki.must(Function.FIND_OBJECTS_FINAL, session);
    if (count.get(JAVA_LONG, 0) != 1) {
      String side = kind == PRIVATE_KEY ? "private" : "public";
      throw new SigningException(
          "%s keys named %s in token %s: %d, not 1"
              .formatted(side, key.label(), key.token(), count.get(JAVA_LONG, 0)));
    }
    return found.get(JAVA_LONG, 0);
  }

  private static void attribute(MemorySegment template, int at, long type, MemorySegment value) {
    long offset = at * ATTRIBUTE_BYTES;
    template.set(JAVA_LONG, offset, type);
    template.set(ADDRESS, offset + 8, value);
    template.set(JAVA_LONG, offset + 16, value.byteSize());
  }

  private byte[] point(long session) {
    try (Arena arena = Arena.ofConfined()) {
      long publicKey = find(arena, session, PUBLIC_KEY);
      MemorySegment value = arena.allocate(MOST_BYTES);
      MemorySegment template = arena.allocate(ATTRIBUTE_BYTES, 8);
      attribute(template, 0, EC_POINT, value);
      cryptoki.must(Function.GET_ATTRIBUTE_VALUE, session, publicKey, template, 1L);
      return unwrapped(value.asSlice(0, template.get(JAVA_LONG, 16)).toArray(JAVA_BYTE));
    }
  }

  /** Out of its DER OCTET STRING, which some modules leave away. */
  private static byte[] unwrapped(byte[] point) {
    boolean wrapped = point.length == 2 + 32 || point.length == 2 + 65;
    return wrapped ? Arrays.copyOfRange(point, 2, point.length) : point;
  }

  /**
   * Signs with the private key.
   *
   * @param mechanism CKM_ of PKCS#11, without parameters
   */
  synchronized byte[] sign(long mechanism, byte[] data) {
    Open with = open == null ? open() : open;
    open = with;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment how = arena.allocate(24, 8);
      how.set(JAVA_LONG, 0, mechanism);
      cryptoki.must(Function.SIGN_INIT, with.session(), how, with.privateKey());
      MemorySegment signature = arena.allocate(MOST_BYTES);
      MemorySegment length = arena.allocateFrom(JAVA_LONG, MOST_BYTES);
      MemorySegment message = arena.allocateFrom(JAVA_BYTE, data);
      cryptoki.must(Function.SIGN, with.session(), message, (long) data.length, signature, length);
      return signature.asSlice(0, length.get(JAVA_LONG, 0)).toArray(JAVA_BYTE);
    } catch (SigningException e) {
      close();
      throw e;
    }
  }

  @Override
  public synchronized void close() {
    Open closing = open;
    open = null;
    if (closing != null) {
      long unused = cryptoki.call(Function.CLOSE_SESSION, closing.session());
    }
  }
}
