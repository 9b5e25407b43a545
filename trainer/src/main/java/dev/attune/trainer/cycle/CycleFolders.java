package dev.attune.trainer.cycle;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** The folders of all cycles, one a cycle. One thread. */
final class CycleFolders {
    private static final String NAME = "\\d{6}";

    private final Path root;

    CycleFolders(Path root) {
        this.root = root;
        try {
            Files.createDirectories(root);
        } catch (IOException unwritable) {
            throw new CycleException(root + ": cannot be created: " + unwritable.getMessage(), unwritable);
        }
    }

    /** Oldest first; one that was killed before its plan was written is none. */
    List<CycleFolder> all() {
        try (Stream<Path> entries = Files.list(root)) {
            return entries.filter(path -> path.getFileName().toString().matches(NAME))
                    .filter(path -> Files.exists(path.resolve("plan.json")))
                    .sorted()
                    .map(CycleFolder::new)
                    .toList();
        } catch (IOException unreadable) {
            throw new CycleException(root + ": cannot be listed: " + unreadable.getMessage(), unreadable);
        }
    }

    /** The one that was begun and has not ended. */
    Optional<CycleFolder> open() {
        return all().stream().filter(folder -> folder.outcome().isEmpty()).findFirst();
    }

    Optional<CycleFolder> last() {
        List<CycleFolder> all = all();
        return all.isEmpty() ? Optional.empty() : Optional.of(all.get(all.size() - 1));
    }

    /** The last one that used up its judgements: published or refused. */
    Optional<CycleFolder> lastThatCounts() {
        return all().stream()
                .filter(folder -> folder.outcome()
                        .filter(outcome -> outcome.version() > 0)
                        .isPresent())
                .reduce((first, second) -> second);
    }

    CycleFolder folder(long number) {
        return new CycleFolder(root.resolve(String.format(Locale.ROOT, "%06d", number)));
    }

    /** Frees the disk of all but the newest that ended; their plans, verdicts and curves stay. */
    void tidy(int keep) {
        List<CycleFolder> ended =
                all().stream().filter(folder -> folder.outcome().isPresent()).toList();
        ended.subList(0, Math.max(0, ended.size() - keep)).forEach(CycleFolder::tidy);
    }
}
