package dev.attune.feedback.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.attune.feedback.FeedbackException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SecretFileTest {
    private final Path file;
    private final Path store;

    SecretFileTest(@TempDir Path folder) {
        this.file = SecretFile.in(folder.resolve("data"));
        this.store = SecretFile.in(folder.resolve("store/training"));
    }

    @Test
    void isMadeOnceForItsOwnerAlone() throws IOException {
        Set<String> names = new TreeSet<>();
        IntStream.range(0, 8).parallel().forEach(i -> SecretFile.open(file));
        for (int i = 0; i < 3; i++) {
            names.add(SecretFile.open(file).pseudonym("ann"));
        }
        assertThat(names).hasSize(1);
        if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
            assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(file)))
                    .isEqualTo("rw-------");
        }
        try (Stream<Path> files = Files.list(file.getParent())) {
            assertThat(files).containsExactly(file);
        }
    }

    @Test
    void isSharedWithAStoreThatHasNone() {
        assertThat(SecretFile.share(file, store)).isTrue();
        assertThat(SecretFile.open(store).pseudonym("ann"))
                .isEqualTo(SecretFile.open(file).pseudonym("ann"));
        assertThat(SecretFile.share(file, store)).isTrue();
    }

    @Test
    void aStoreThatHasOneKeepsIt() {
        String before = SecretFile.open(store).pseudonym("ann");
        assertThat(SecretFile.share(file, store)).isFalse();
        assertThat(SecretFile.open(store).pseudonym("ann")).isEqualTo(before);
        assertThat(SecretFile.open(file).pseudonym("ann")).isNotEqualTo(before);
    }

    @Test
    void oneThatIsTooShortIsNamed() throws IOException {
        Files.createDirectories(file.getParent());
        Files.writeString(file, "short");
        assertThatThrownBy(() -> SecretFile.open(file))
                .isInstanceOf(FeedbackException.class)
                .hasMessageContaining(file.toString());
    }
}
