package dev.attune.server.training;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;

/** The main program of a child that stands in for the trainer: it writes down how it was started, and lives or fails as it is told. */
final class TrainerDouble {

    private TrainerDouble() {}

    static ChildCommand command(String what, Path file) {
        return command(what, file, 2000);
    }

    static ChildCommand command(String what, Path file, int memoryMb) {
        return new ChildCommand(
                TrainerDouble.class.getName(),
                List.of(what, file.toString()),
                Map.of("ATTUNE_REDIS", "secret"),
                share(memoryMb),
                file.resolveSibling("crash.log"));
    }

    static ChildCommand.Share share(int memoryMb) {
        return new ChildCommand.Share(MemoryLimit.of(OptionalInt.of(memoryMb)), 64, 1);
    }

    public static void main(String[] args) throws IOException, InterruptedException {
        if (args[0].equals("fail")) {
            System.exit(3);
        }
        CountDownLatch gone = new CountDownLatch(1);
        ParentWatch.start(gone::countDown);
        List<String> facts = List.of(
                "heap " + (Runtime.getRuntime().maxMemory() >> 20),
                "threads " + System.getenv("OMP_NUM_THREADS"),
                "redis " + ("secret".equals(System.getenv("ATTUNE_REDIS")) ? "there" : "missing"));
        write(Path.of(args[1]), String.join("\n", facts));
        gone.await();
    }

    /** Whole or not at all, because somebody waits for it. */
    private static void write(Path file, String text) throws IOException {
        Path aside = file.resolveSibling(file.getFileName() + ".part");
        Files.writeString(aside, text);
        Files.move(aside, file, StandardCopyOption.ATOMIC_MOVE);
    }

    /** A server that does nothing but supervise, and writes its child's process id into a file. */
    static final class Server {

        private Server() {}

        public static void main(String[] args) throws IOException, InterruptedException {
            Path pid = Path.of(args[0]);
            Path alive = pid.resolveSibling("child-lives");
            TrainerProcess process = TrainerProcess.start(
                    command("live", alive),
                    new TrainerProcess.Pauses(
                            Duration.ofMillis(10),
                            Duration.ofMillis(40),
                            Duration.ofMinutes(1),
                            Duration.ofSeconds(20)));
            while (!Files.exists(alive)) {
                LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(10));
            }
            write(pid, Long.toString(process.state().pid()));
            new CountDownLatch(1).await();
        }
    }
}
