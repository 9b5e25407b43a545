package dev.attune.server.access;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class KeysTest {
    private static final String SECRET = Secret.random();

    @TempDir
    private Path dir = Path.of(".");

    @Test
    void aKeyIsFoundByItsOwnLettersOnly() {
        Keys keys = open(file("{\"keys\": [" + entry("alice", SECRET) + "]}"));
        assertThat(keys.find(SECRET)).map(Caller::user).contains("alice");
        assertThat(keys.find(SECRET.toUpperCase(java.util.Locale.ROOT))).isEmpty();
        assertThat(keys.find(SECRET + "x")).isEmpty();
        assertThat(keys.find("")).isEmpty();
        assertThat(keys.find(sha256(SECRET))).as("the hash is no key").isEmpty();
    }

    @Test
    void randomKeysAreLongAndDiffer() {
        Set<String> made = Set.copyOf(
                IntStream.range(0, 1000).mapToObj(i -> Secret.random()).toList());
        assertThat(made).hasSize(1000).allSatisfy(key -> assertThat(key).matches("sk-attune-[A-Za-z0-9_-]{43}"));
    }

    @Test
    void theFileIsTheOwnersAndHoldsNoKey() throws IOException {
        Path path = dir.resolve("deep/keys.json");
        KeyFile file = new KeyFile(path);
        file.change(known -> List.of(key("alice", SECRET)));
        file.change(known -> append(known, key("bob", Secret.random())));
        assertThat(file.read()).extracting(AccessKey::name).containsExactly("alice", "bob");
        assertThat(Files.readString(path)).doesNotContain(SECRET).contains(sha256(SECRET));
        assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                .isEqualTo("rw-------");
        assertThat(dir.resolve("deep").toFile().list()).containsExactly("keys.json");
    }

    @Test
    void twoWritersDoNotLoseEachOthersKeys() {
        KeyFile file = new KeyFile(dir.resolve("keys.json"));
        file.change(known -> {
            assertThatThrownBy(() -> file.change(inner -> inner))
                    .hasMessageContaining("Somebody else is changing the keys");
            return append(known, key("alice", SECRET));
        });
        file.change(known -> append(known, key("bob", Secret.random())));
        assertThat(file.read()).hasSize(2);
    }

    @Test
    void aChangeThatFailsLeavesTheFileAsItWas() {
        KeyFile file = new KeyFile(dir.resolve("keys.json"));
        file.change(known -> List.of(key("alice", SECRET)));
        assertThatThrownBy(() -> file.change(known -> append(known, key("alice", Secret.random()))))
                .hasMessageContaining("two keys with the name alice");
        assertThat(file.read()).hasSize(1);
    }

    @Test
    void aBrokenFileIsNamedWithItsFaultAndNoSecret() {
        refused("{\"keys\": [", "not JSON at line 1");
        refused("{\"keys\": [sk-attune-abcdefghijklmnop]}", "not JSON at line 1");
        refused("{\"keys\": [{\"name\": \"a\"}]}", "missing or of the wrong type");
        refused("{\"keys\": [" + entry("a", SECRET).replace("chat", "chit") + "]}", "no role \"chit\"");
        refused("{\"keys\": [" + entry("a/b", SECRET) + "]}", "name of a key");
        refused(
                "{\"keys\": [" + entry("a", SECRET).replace("\"user\"", "\"usr\": 1, \"user\"") + "]}",
                "no field \"usr\"");
        refused("{\"keys\": [" + entry("a", SECRET) + "," + entry("b", SECRET) + "]}", "sha256 of another key");
        refused(
                "{\"keys\": [{\"name\":\"a\",\"user\":\"a\",\"sha256\":\"" + SECRET + "\",\"roles\":[\"chat\"]}]}",
                "64");
        assertThatThrownBy(() -> new KeyFile(dir.resolve("missing.json")).read())
                .hasMessageContaining("missing.json cannot be read");
    }

    @Test
    void aKeyThatStaysKeepsItsAccountAndOneThatGoesIsForgotten() throws IOException {
        Path path = file("{\"keys\": [" + entry("alice", SECRET) + "]}");
        Keys keys = open(path);
        Account before = keys.find(SECRET).orElseThrow().account();
        String other = Secret.random();
        Files.writeString(path, "{\"keys\": [" + entry("alice", SECRET) + "," + entry("bob", other) + "]}");
        keys.reload();
        assertThat(keys.find(SECRET).orElseThrow().account()).isSameAs(before);
        Files.writeString(path, "{\"keys\": [" + entry("bob", other) + "]}");
        keys.reload();
        assertThat(keys.find(SECRET)).isEmpty();
        assertThat(keys.find(other)).isPresent();
        Files.writeString(path, "{");
        assertThatThrownBy(keys::reload).isInstanceOf(KeysException.class);
        assertThat(keys.find(other)).as("a slip of the pen locks nobody out").isPresent();
    }

    @Test
    void aFileWithoutKeysStillAsksForOne() {
        Keys keys = open(file("{\"keys\": []}"));
        assertThat(keys.areNeeded()).isTrue();
        assertThat(keys.find(SECRET)).isEmpty();
    }

    @Test
    void keysComeFromTheEnvironmentInClearOrHashed() {
        List<AccessKey> keys = EnvironmentKeys.parse(SECRET + ", bob:admin+labeler:sha256-" + sha256("another"));
        assertThat(keys).hasSize(2);
        assertThat(keys.get(0))
                .isEqualTo(
                        new AccessKey("environment-1", "default", sha256(SECRET), List.of("chat", "feedback"), null));
        assertThat(keys.get(1).user()).isEqualTo("bob");
        assertThat(keys.get(1).roles()).containsExactly("labeler", "admin");
        assertThat(EnvironmentKeys.parse(" ")).isEmpty();
        for (String wrong : List.of("short", SECRET + ":chat:bob", "bob:" + SECRET, "a:b:c:d", "bob:chat:sha256-12")) {
            assertThatThrownBy(() -> EnvironmentKeys.parse(wrong))
                    .isInstanceOf(KeysException.class)
                    .hasMessageContaining("Key 1 of the environment")
                    .hasMessageNotContaining(SECRET)
                    .hasNoCause();
        }
    }

    @Test
    void theUserOfARequestStandsBehindTheUserOfTheKey() {
        Caller caller = new Caller("k", "alice", Set.of(Role.CHAT), new Account(CallLimits.NONE, () -> 0));
        assertThat(caller.person(null)).isEqualTo("alice");
        assertThat(caller.person("bob")).isEqualTo("alice/bob");
        assertThat(caller.may(Role.CHAT)).isTrue();
        assertThat(caller.may(Role.ADMIN)).isFalse();
    }

    private void refused(String text, String words) {
        assertThatThrownBy(() -> open(file(text)))
                .isInstanceOf(KeysException.class)
                .hasMessageContaining("keys.json")
                .hasMessageContaining(words)
                .hasMessageNotContaining("sk-attune");
    }

    @Test
    void keysThatWereNeededOnceAreNeededToTheEnd() throws IOException {
        KeyFile file = new KeyFile(dir.resolve("keys.json"));
        Keys keys = Keys.open(file, false, List.of(), CallLimits.NONE, () -> 0);
        assertThat(keys.areNeeded()).isFalse();
        file.change(none -> List.of(key("alice", SECRET)));
        keys.reload();
        assertThat(keys.areNeeded()).isTrue();
        Files.delete(file.path());
        assertThatThrownBy(keys::reload).hasMessageContaining("keys.json");
        assertThat(keys.areNeeded()).isTrue();
        assertThat(keys.find(SECRET)).map(Caller::user).contains("alice");
    }

    private static Keys open(Path path) {
        return Keys.open(new KeyFile(path), true, List.of(), CallLimits.NONE, () -> 0);
    }

    private Path file(String text) {
        try {
            return Files.writeString(dir.resolve("keys.json"), text);
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private static String entry(String name, String secret) {
        return "{\"name\": \"" + name + "\", \"user\": \"" + name + "\", \"sha256\": \"" + sha256(secret)
                + "\", \"roles\": [\"chat\"]}";
    }

    private static AccessKey key(String name, String secret) {
        return new AccessKey(name, name, sha256(secret), List.of("chat"), null);
    }

    private static List<AccessKey> append(List<AccessKey> known, AccessKey key) {
        List<AccessKey> all = new ArrayList<>(known);
        all.add(key);
        return all;
    }

    private static String sha256(String text) {
        return HexFormat.of().formatHex(Secret.sha256(text));
    }
}
