package io.proofworks.proofs.circom;

import io.proofworks.proofs.bn254.Fr;
import java.math.BigInteger;
import java.util.List;
import java.util.function.Function;
import run.endive.runtime.ExportFunction;
import run.endive.runtime.HostFunction;
import run.endive.runtime.ImportValues;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.WasmModule;
import run.endive.wasm.types.FunctionType;
import run.endive.wasm.types.ValType;

/** One run of a witness generator. */
final class WitnessMachine {
  private static final String RUNTIME = "runtime";
  private static final int WORDS = 8;
  private static final int WORD_BITS = 32;
  private static final int MAX_MESSAGE = 1_000;

  /** What the program's exceptions mean, from code 1. */
  private static final List<String> ERRORS =
      List.of(
          "signal not found",
          "too many signals set",
          "signal already set",
          "an assertion of the circuit failed",
          "not enough memory",
          "an input is longer than its signal",
          "an array is accessed out of bounds");

  private final Instance instance;
  private int inputs;

  private WitnessMachine(Instance instance) {
    this.instance = instance;
  }

  /** An instance with its own memory, initialised. */
  static WitnessMachine start(WasmModule module, Function<Instance, Machine> machine) {
    StringBuilder said = new StringBuilder();
    ImportValues imports =
        ImportValues.builder()
            .addFunction(
                new HostFunction(
                    RUNTIME,
                    "exceptionHandler",
                    FunctionType.accepting(ValType.I32),
                    (instance, args) -> {
                      throw new CircuitException(error((int) args[0]) + said);
                    }),
                new HostFunction(
                    RUNTIME,
                    "printErrorMessage",
                    FunctionType.empty(),
                    (instance, args) -> {
                      said.append(": ").append(message(instance));
                      return new long[0];
                    }),
                new HostFunction(
                    RUNTIME,
                    "writeBufferMessage",
                    FunctionType.empty(),
                    (instance, args) -> {
                      message(instance);
                      return new long[0];
                    }),
                new HostFunction(
                    RUNTIME,
                    "showSharedRWMemory",
                    FunctionType.empty(),
                    (instance, args) -> new long[0]))
            .build();
    try {
      Instance instance =
          Instance.builder(module).withImportValues(imports).withMachineFactory(machine).build();
      WitnessMachine started = new WitnessMachine(instance);
      started.requireField();
      started.call("init", 0);
      return started;
    } catch (WasmEngineException e) {
      throw new IllegalArgumentException("not a program of circom 2: " + e.getMessage(), e);
    }
  }

  /** Takes a message from the program, character by character, so that it can say the next. */
  private static String message(Instance instance) {
    ExportFunction next = instance.export("getMessageChar");
    StringBuilder text = new StringBuilder();
    for (long c = next.apply()[0]; c != 0 && text.length() < MAX_MESSAGE; c = next.apply()[0]) {
      text.append((char) c);
    }
    return text.toString().strip();
  }

  private static String error(int code) {
    return code >= 1 && code <= ERRORS.size() ? ERRORS.get(code - 1) : "error " + code;
  }

  /** Thrown through the program's frames. */
  private static final class CircuitException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CircuitException(String message) {
      super(message);
    }
  }

  private long call(String function, long... args) {
    try {
      long[] result = instance.export(function).apply(args);
      return result == null || result.length == 0 ? 0 : result[0];
    } catch (CircuitException e) {
      throw new IllegalArgumentException("the circuit refuses its inputs: " + e.getMessage(), e);
    } catch (WasmEngineException e) {
      throw new IllegalArgumentException(
          "the circuit's program failed in " + function + ": " + e.getMessage(), e);
    }
  }

  private void requireField() {
    call("getRawPrime");
    if (call("getFieldNumLen32") != WORDS || !number().equals(Fr.MODULUS)) {
      throw new IllegalArgumentException("the circuit is over another field than BN254's");
    }
  }

  private BigInteger number() {
    BigInteger value = BigInteger.ZERO;
    for (int i = WORDS - 1; i >= 0; i--) {
      long word = call("readSharedRWMemory", i) & 0xffffffffL;
      value = value.shiftLeft(WORD_BITS).or(BigInteger.valueOf(word));
    }
    return value;
  }

  /** Sets an input signal. */
  void set(String name, List<BigInteger> values) {
    long hash = WitnessProgram.hash(name);
    int high = (int) (hash >>> WORD_BITS);
    int low = (int) hash;
    int size = (int) call("getInputSignalSize", high, low);
    if (size <= 0) {
      throw new IllegalArgumentException("the circuit has no input " + name);
    }
    if (size != values.size()) {
      throw new IllegalArgumentException(
          "input " + name + " has " + size + " values, not " + values.size());
    }
    for (int i = 0; i < size; i++) {
      for (int word = 0; word < WORDS; word++) {
        int bits = values.get(i).shiftRight(WORD_BITS * word).intValue();
        call("writeSharedRWMemory", word, bits);
      }
      call("setInputSignal", high, low, i);
    }
    inputs += size;
  }

  /** The values of all wires; the circuit computes them when its last input is set. */
  long[] witness() {
    long expected = call("getInputSize");
    if (inputs < expected) {
      throw new IllegalArgumentException("only " + inputs + " of " + expected + " inputs are set");
    }
    int wires = (int) call("getWitnessSize");
    long[] witness = new long[wires * Fr.LIMBS];
    byte[] be = new byte[Section.FIELD_BYTES];
    for (int i = 0; i < wires; i++) {
      call("getWitness", i);
      readShared(be);
      if (!Fr.fromBytes(be, 0, witness, i * Fr.LIMBS)) {
        throw new IllegalArgumentException("the value of wire " + i + " is not below r");
      }
    }
    return witness;
  }

  private void readShared(byte[] be) {
    for (int word = 0; word < WORDS; word++) {
      int bits = (int) call("readSharedRWMemory", word);
      for (int k = 0; k < Integer.BYTES; k++) {
        be[be.length - 1 - word * Integer.BYTES - k] = (byte) (bits >>> (8 * k));
      }
    }
  }
}
