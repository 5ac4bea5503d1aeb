package io.proofworks.worker.keys.pkcs11;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BYTE;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import io.proofworks.protocol.SigningException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.SymbolLookup;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The functions of one PKCS#11 library. Layouts are those of a 64-bit Unix, where CK_ULONG has 8
 * bytes; on other systems it is refused. A library is loaded once and stays.
 */
@SuppressWarnings("restricted") // that is what calling a library is
final class Cryptoki {

  /** Functions by their place in CK_FUNCTION_LIST, which is the same since version 2.0. */
  enum Function {
    INITIALIZE(0),
    GET_SLOT_LIST(4),
    GET_TOKEN_INFO(6),
    OPEN_SESSION(12),
    CLOSE_SESSION(13),
    LOGIN(18),
    GET_ATTRIBUTE_VALUE(24),
    FIND_OBJECTS_INIT(26),
    FIND_OBJECTS(27),
    FIND_OBJECTS_FINAL(28),
    SIGN_INIT(42),
    SIGN(43);

    private final int place;

    Function(int place) {
      this.place = place;
    }
  }

  private static final Map<Path, Cryptoki> LOADED = new ConcurrentHashMap<>();
  private static final long ALREADY_INITIALIZED = 0x191;
  private static final long OS_LOCKING_OK = 2;
  private static final long LIST_BYTES = 8 + 68 * 8;

  private final MemorySegment functions;

  private Cryptoki(Path library) {
    requireUnix64();
    SymbolLookup symbols = SymbolLookup.libraryLookup(library, Arena.global());
    MemorySegment getList = symbols.findOrThrow("C_GetFunctionList");
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment list = arena.allocate(ADDRESS);
      require("C_GetFunctionList", invoke(getList, list));
      functions = list.get(ADDRESS, 0).reinterpret(LIST_BYTES);
      MemorySegment arguments = arena.allocate(48, 8);
      arguments.set(JAVA_LONG, 32, OS_LOCKING_OK);
      long answer = call(Function.INITIALIZE, arguments);
      require("C_Initialize", answer == ALREADY_INITIALIZED ? 0 : answer);
    }
  }

  private static void requireUnix64() {
    boolean windows = System.getProperty("os.name").startsWith("Windows");
    if (windows || ADDRESS.byteSize() != Long.BYTES) {
      throw new SigningException("PKCS#11 modules are called on 64-bit Unix systems only");
    }
  }

  /**
   * The library in that file.
   *
   * @throws SigningException if it is not there, or no such library
   */
  static Cryptoki of(Path library) {
    try {
      return LOADED.computeIfAbsent(library, Cryptoki::new);
    } catch (IllegalArgumentException | java.util.NoSuchElementException e) {
      throw new SigningException(library + " is no PKCS#11 library: " + e.getMessage(), e);
    }
  }

  /**
   * Calls a function.
   *
   * @param arguments Long for CK_ULONG, Byte for CK_BBOOL, MemorySegment for pointers
   * @return its CK_RV
   */
  long call(Function function, Object... arguments) {
    return invoke(functions.getAtIndex(ADDRESS, 1L + function.place), arguments);
  }

  /**
   * The same, where nothing but CKR_OK will do.
   *
   * @throws SigningException naming function and answer
   */
  void must(Function function, Object... arguments) {
    require("C_" + function, call(function, arguments));
  }

  private static void require(String function, long answer) {
    if (answer != 0) {
      throw new SigningException(
          "the module answers %s with 0x%X (CKR_ of PKCS#11)".formatted(function, answer));
    }
  }

  private static long invoke(MemorySegment function, Object... arguments) {
    MemoryLayout[] layouts =
        Arrays.stream(arguments).map(Cryptoki::layout).toArray(MemoryLayout[]::new);
    try {
      return (long)
          Linker.nativeLinker()
              .downcallHandle(function, FunctionDescriptor.of(JAVA_LONG, layouts))
              .invokeWithArguments(arguments);
    } catch (RuntimeException | Error e) {
      throw e;
    } catch (Throwable e) {
      throw new IllegalStateException("a native function throws nothing", e);
    }
  }

  private static MemoryLayout layout(Object argument) {
    return switch (argument) {
      case Long number -> JAVA_LONG;
      case Byte flag -> JAVA_BYTE;
      default -> ADDRESS;
    };
  }
}
