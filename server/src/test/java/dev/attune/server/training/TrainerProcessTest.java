package dev.attune.server.training;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.attune.server.training.TrainerProcess.Pauses;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.Callable;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Real children: Java processes that do as a trainer does, or badly. */
final class TrainerProcessTest {
    private static final Pauses PAUSES =
            new Pauses(Duration.ofMillis(10), Duration.ofMillis(40), Duration.ofMinutes(1), Duration.ofSeconds(20));

    private final Path dir;

    TrainerProcessTest(@TempDir Path dir) {
        this.dir = dir;
    }

    @Test
    void runsAtTheLowestPriorityWithItsOwnLimitsAndEndsWithTheServer() throws Exception {
        assumeTrue(Files.exists(Path.of("/proc/self/stat")), "this system does not say how a process runs");
        TrainerProcess process = TrainerProcess.start(child("live"), PAUSES);
        awaitTrue(() -> Files.exists(dir.resolve("live")));
        long pid = process.state().pid();
        assertThat(process.state().alive()).isTrue();
        // Fields 19 and 41 of proc(5): nice, and the scheduling policy, of which 5 is SCHED_IDLE.
        String[] stat = Files.readString(Path.of("/proc/" + pid + "/stat"))
                .replaceAll("^.*\\) ", "")
                .split(" ");
        assertThat(stat[19 - 3]).isEqualTo("19");
        assertThat(stat[41 - 3]).isEqualTo("5");
        assertThat(Files.readAllLines(dir.resolve("live"))).containsExactly("heap 64", "threads 1", "redis there");
        assertThat(Files.readString(Path.of("/proc/" + pid + "/limits")))
                .as("tensors count, too")
                .containsPattern("Max data size +2097152000 +2097152000 ");
        assertThat(String.join(" ", child("live").command())).doesNotContain("secret");
        process.close();
        assertThat(ProcessHandle.of(pid).map(ProcessHandle::isAlive).orElse(false))
                .isFalse();
        assertThat(process.state().alive()).isFalse();
    }

    @Test
    void oneThatEndsIsStartedAgainAndAgain() {
        try (TrainerProcess process = TrainerProcess.start(child("fail"), PAUSES)) {
            awaitTrue(() -> process.state().starts() >= 3);
            assertThat(process.state().message()).isEqualTo("it ended with status 3");
        }
    }

    @Test
    void oneWithoutRoomIsBlamedOnItsLimitInOneLine() {
        assumeTrue(MemoryLimit.of(OptionalInt.empty()).kept(), "this system keeps no limit");
        try (TrainerProcess process =
                TrainerProcess.start(TrainerDouble.command("live", dir.resolve("live"), 64), PAUSES)) {
            awaitTrue(() -> !process.state().message().isEmpty());
            assertThat(process.state().message())
                    .matches("it ended with status \\d+: out of memory, training\\.memory-mb is 64");
        }
    }

    @Test
    void whatAProcessLeavesBehindSaysWhichLimitWasShort() {
        MemoryLimit limit = new MemoryLimit(900, true);
        assertThat(limit.blamedBy("step 3 of 9", 512)).isEmpty();
        assertThat(limit.blamedBy("# There is insufficient memory for the Java Runtime Environment to continue.", 512))
                .contains("out of memory, training.memory-mb is 900");
        assertThat(limit.blamedBy("Exception in thread \"main\" java.lang.OutOfMemoryError: Java heap space", 512))
                .contains("out of memory, training.heap-mb is 512");
        assertThat(new MemoryLimit(900, false).blamedBy("terminate called after throwing std::bad_alloc", 512))
                .contains("out of memory");
    }

    @Test
    void thePausesGrowUntilOneWasWell() {
        Pauses pauses =
                new Pauses(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofMinutes(1), Duration.ofSeconds(20));
        Duration soon = Duration.ofSeconds(3);
        List<Long> seconds = new ArrayList<>();
        Duration pause = Duration.ZERO;
        for (int end = 0; end < 5; end++) {
            pause = pauses.after(pause, soon);
            seconds.add(pause.toSeconds());
        }
        assertThat(seconds).containsExactly(1L, 2L, 4L, 5L, 5L);
        assertThat(pauses.after(pause, Duration.ofMinutes(2))).isEqualTo(Duration.ofSeconds(1));
    }

    /** The server is another Java process here, which is killed as the kernel would when memory is short. */
    @Test
    void noneIsLeftOverWhenTheServerIsKilled() throws Exception {
        Process server = new ChildCommand(
                        TrainerDouble.Server.class.getName(),
                        List.of(dir.resolve("pid").toString()),
                        Map.of(),
                        TrainerDouble.share(2000),
                        dir.resolve("crash.log"))
                .builder()
                .redirectErrorStream(true)
                .redirectOutput(dir.resolve("server.log").toFile())
                .start();
        awaitTrue(() -> Files.exists(dir.resolve("pid")) && Files.size(dir.resolve("pid")) > 0);
        long trainer = Long.parseLong(Files.readString(dir.resolve("pid")).strip());
        assertThat(ProcessHandle.of(trainer).map(ProcessHandle::isAlive).orElse(false))
                .isTrue();
        server.destroyForcibly().waitFor();
        awaitTrue(() -> !ProcessHandle.of(trainer).map(ProcessHandle::isAlive).orElse(false));
    }

    private ChildCommand child(String what) {
        return TrainerDouble.command(what, dir.resolve(what));
    }

    private static void awaitTrue(Callable<Boolean> condition) {
        await().atMost(60, TimeUnit.SECONDS)
                .pollInterval(Duration.ofMillis(20))
                .ignoreException(IOException.class)
                .until(condition);
    }
}
