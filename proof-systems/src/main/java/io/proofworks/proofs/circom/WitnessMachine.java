package io.proofworks.proofs.circom;

import io.proofworks.proofs.bn254.Fr;
import java.math.BigInteger;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Function;
import run.endive.runtime.Instance;
import run.endive.runtime.Machine;
import run.endive.runtime.Memory;
import run.endive.runtime.WasmInterruptedException;
import run.endive.wasm.WasmEngineException;
import run.endive.wasm.WasmModule;

/** One run of a witness generator. */
final class WitnessMachine {
  private static final int WORDS = 8;
  private static final int WORD_BITS = 32;

  private final Instance instance;
  private final WitnessLimits limits;
  private final Set<String> exports = new HashSet<>();
  private int inputs;

  private WitnessMachine(WasmModule module, Instance instance, WitnessLimits limits) {
    this.instance = instance;
    this.limits = limits;
    for (int i = 0; i < module.exportSection().exportCount(); i++) {
      exports.add(module.exportSection().getExport(i).name());
    }
  }

  /** An instance with its own memory, initialised. */
  static WitnessMachine start(
      WasmModule module, Function<Instance, Machine> machine, WitnessLimits limits) {
    try {
      Instance instance =
          Instance.builder(module)
              .withImportValues(WitnessImports.of(module))
              .withMemoryFactory(limits::memory)
              .withTableFactory(limits::table)
              .withMachineFactory(machine)
              .build();
      WitnessMachine started = new WitnessMachine(module, instance, limits);
      started.requireField();
      started.call("init", 0);
      return started;
    } catch (WasmInterruptedException interrupted) {
      throw interrupted;
    } catch (WasmEngineException e) {
      throw new IllegalArgumentException("not a program of circom 2: " + e.getMessage(), e);
    }
  }

  private long call(String function, long... args) {
    try {
      long[] result = instance.export(function).apply(args);
      return result == null || result.length == 0 ? 0 : result[0];
    } catch (WitnessImports.CircuitException e) {
      throw new IllegalArgumentException(
          "the circuit refuses its inputs: " + e.getMessage() + atLimit(), e);
    } catch (WasmInterruptedException interrupted) {
      throw interrupted;
    } catch (WasmEngineException e) {
      throw new IllegalArgumentException(
          "the circuit's program failed in " + function + ": " + e.getMessage() + atLimit(), e);
    }
  }

  /** What else there is to say of a failure: a program that gets no memory fails in its own way. */
  private String atLimit() {
    return instance.memory() != null && limits.isExhausted(instance.memory())
        ? "; it has used all of the " + limits.megabytes() + " MB of memory that it may have"
        : "";
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
    requireSize(name, high, low, values.size());
    for (int i = 0; i < values.size(); i++) {
      for (int word = 0; word < WORDS; word++) {
        int bits = values.get(i).shiftRight(WORD_BITS * word).intValue();
        call("writeSharedRWMemory", word, bits);
      }
      call("setInputSignal", high, low, i);
    }
    inputs += values.size();
  }

  /** The programs of circom 2.0.0 cannot be asked: what is wrong they say themselves. */
  private void requireSize(String name, int high, int low, int given) {
    if (!exports.contains("getInputSignalSize")) {
      return;
    }
    int size = (int) call("getInputSignalSize", high, low);
    if (size <= 0) {
      throw new IllegalArgumentException("the circuit has no input " + name);
    }
    if (size != given) {
      throw new IllegalArgumentException(
          "input " + name + " has " + size + " values, not " + given);
    }
  }

  /** The values of all wires; the circuit computes them when its last input is set. */
  long[] witness() {
    long expected = exports.contains("getInputSize") ? call("getInputSize") : inputs;
    if (inputs < expected) {
      throw new IllegalArgumentException("only " + inputs + " of " + expected + " inputs are set");
    }
    int wires = (int) call("getWitnessSize");
    if (wires < 1 || wires > instance.memory().pages() * (Memory.PAGE_SIZE / Section.FIELD_BYTES)) {
      throw new IllegalArgumentException(
          "the program's memory does not hold a witness of " + wires + " wires");
    }
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
