package dev.attune.trainer.run;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * There is no memory left for what has to be done; the message is one sentence that names the limit and its key, where the engine fills a page.
 * What the engine took it hardly gives back, so the process had better end: the next one goes on from the last checkpoint. Any thread.
 */
public final class MemoryShortage extends RuntimeException {
    private static final long serialVersionUID = 1;
    private static final Path LIMITS = Path.of("/proc/self/limits");
    private static final Pattern SOFT_LIMIT = Pattern.compile("Max data size\\s+(\\d+)\\s.*");
    private static final String GPU = "cuda out of memory";
    private static final List<String> NATIVE =
            List.of("can't allocate memory", "not enough memory", "bad_alloc", "cannot reserve", "native thread");

    private MemoryShortage(String sentence, Throwable failure) {
        super(sentence);
        addSuppressed(failure);
    }

    /** Throws this in place of a failure if that is what it or one of its causes was. */
    public static void throwIf(Throwable failure) {
        Stream.iterate(failure, cause -> cause != null, Throwable::getCause)
                .flatMap(cause -> sentenceOf(cause).stream())
                .findFirst()
                .ifPresent(sentence -> {
                    throw new MemoryShortage(sentence, failure);
                });
    }

    private static Optional<String> sentenceOf(Throwable cause) {
        String said = String.valueOf(cause.getMessage()).toLowerCase(Locale.ROOT);
        if (said.contains(GPU)) {
            return Optional.of("out of memory: the GPU has no more");
        }
        if (NATIVE.stream().anyMatch(said::contains)) {
            return Optional.of("out of memory: " + limit());
        }
        return cause instanceof OutOfMemoryError
                ? Optional.of("out of memory: " + mebibytes(Runtime.getRuntime().maxMemory())
                        + " is all that Java may take for objects (training.heap-mb)")
                : Optional.empty();
    }

    /** Of this process, as the kernel keeps it. */
    private static String limit() {
        try (Stream<String> lines = Files.lines(LIMITS)) {
            return lines.map(SOFT_LIMIT::matcher)
                    .filter(Matcher::matches)
                    .map(found ->
                            mebibytes(Long.parseLong(found.group(1))) + " is all it may take (training.memory-mb)")
                    .findFirst()
                    .orElse("the machine has no more");
        } catch (IOException unknown) {
            return "the machine has no more";
        }
    }

    private static String mebibytes(long bytes) {
        return (bytes >> 20) + " MB";
    }
}
