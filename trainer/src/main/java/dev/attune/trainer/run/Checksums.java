package dev.attune.trainer.run;

import dev.attune.serving.checkpoint.FileHash;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * The SHA-256 of every file of a folder, in a file beside them that {@code sha256sum -c} reads: what a run goes on from must be what was
 * written, or weights would be learned that nobody can make again.
 */
public final class Checksums {
    private static final String FILE = "SHA256SUMS";
    private static final String BETWEEN = "  ";

    private Checksums() {}

    /** Notes what is there now. */
    public static void write(Path folder) throws IOException {
        StringBuilder sums = new StringBuilder();
        for (Path file : files(folder)) {
            sums.append(FileHash.sha256(file))
                    .append(BETWEEN)
                    .append(folder.relativize(file).toString().replace('\\', '/'))
                    .append('\n');
        }
        Files.writeString(folder.resolve(FILE), sums);
    }

    /**
     * Reads all that was noted and compares.
     *
     * @throws TrainerException naming the first file that is missing, unreadable or another one
     */
    public static void verify(Path folder) {
        for (String line : lines(folder.resolve(FILE))) {
            int end = line.indexOf(BETWEEN);
            if (end < 0) {
                throw new TrainerException(folder.resolve(FILE) + ": is damaged");
            }
            Path file = folder.resolve(line.substring(end + BETWEEN.length()));
            try {
                if (!FileHash.sha256(file).equals(line.substring(0, end))) {
                    throw new TrainerException(file + ": is damaged, it has another SHA-256 than when it was written");
                }
            } catch (IOException unreadable) {
                throw new TrainerException(file + ": cannot be read: " + unreadable.getMessage(), unreadable);
            }
        }
    }

    private static List<String> lines(Path sums) {
        try {
            return Files.readAllLines(sums, StandardCharsets.UTF_8);
        } catch (IOException unreadable) {
            throw new TrainerException(sums + ": cannot be read: " + unreadable.getMessage(), unreadable);
        }
    }

    private static List<Path> files(Path folder) throws IOException {
        try (Stream<Path> walk = Files.walk(folder)) {
            return walk.filter(Files::isRegularFile)
                    .filter(file -> !file.equals(folder.resolve(FILE)))
                    .sorted()
                    .toList();
        }
    }
}
