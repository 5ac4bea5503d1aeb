package io.proofworks.views;

import io.proofworks.runtime.testing.GoldenBytes;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** Every version of what is kept and sent is read as it was meant, and nothing else is. */
class ViewFormatsTest {

  @TestFactory
  Stream<DynamicTest> shouldReadWhatEveryVersionWrote() {
    return GoldenBytes.tests(ViewEvent.FORMATS);
  }
}
