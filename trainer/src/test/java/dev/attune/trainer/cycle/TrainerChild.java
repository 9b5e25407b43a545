package dev.attune.trainer.cycle;

import ai.djl.ndarray.NDManager;
import ai.djl.ndarray.types.Shape;
import dev.attune.feedback.redis.FeedbackRedis;
import dev.attune.trainer.gate.Finding;
import dev.attune.trainer.gate.Gate;
import dev.attune.trainer.gate.Verdict;
import dev.attune.trainer.report.ConsoleProgress;
import java.io.File;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.locks.LockSupport;

/** A trainer in a process of its own, to be killed from outside. */
final class TrainerChild {
    /** A shell's words: no file may grow beyond 4 KiB, which is less than the weights. */
    static final String FULL = "trap '' XFSZ; ulimit -f 8;";

    /** The disk fills up when the gate has spoken, so that nothing but publishing can fail. */
    static final String FILLS = "trap '' XFSZ; export FILLS=1;";

    /** 600 MB for everything, and a stage that wants more than there is. */
    static final String SMALL = "ulimit -d 614400; export GROWS=1;";

    private static final Gate ACCEPTS = (candidate, heldOut, judge) -> {
        if (System.getenv("FILLS") != null) {
            fill();
        }
        return Verdict.of(List.of(new Finding("liked", 1, 1, true, "liked")));
    };

    private TrainerChild() {}

    public static void main(String[] args) {
        Path store = Path.of(args[2]);
        SmallStages stages = new SmallStages();
        stages.moment = (stage, step) -> {
            LockSupport.parkNanos(Duration.ofMillis(10).toNanos());
            if (System.getenv("GROWS") != null && stage.equals("policy")) {
                grow();
            }
        };
        try (FeedbackRedis redis = FeedbackWorld.open(args[0], args[1])) {
            TrainerLoop.Surroundings around = Trainer.around(ACCEPTS, ConsoleProgress.standard(), () -> false);
            new Trainer(LoopBench.config(store), redis, stages, around).run("child", Duration.ofSeconds(1));
        }
    }

    /** A million numbers more, and more, and more. */
    private static void grow() {
        try (NDManager manager = NDManager.newBaseManager("PyTorch")) {
            while (true) {
                manager.ones(new Shape(1 << 20));
            }
        }
    }

    private static void fill() {
        try {
            String self = Long.toString(ProcessHandle.current().pid());
            new ProcessBuilder("prlimit", "--pid", self, "--fsize=4096").start().waitFor();
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    /** @param limit a shell's limits, such as {@code ulimit -f 8} */
    static Process start(String uri, String space, Path store, String limit) throws IOException {
        String java = Path.of(System.getProperty("java.home"), "bin", "java").toString();
        List<String> command = List.of(
                "/bin/sh",
                "-c",
                limit + " exec \"$0\" \"$@\"",
                java,
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Xmx256m",
                "-cp",
                System.getProperty("java.class.path"),
                TrainerChild.class.getName(),
                uri,
                space,
                store.toString());
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(ProcessBuilder.Redirect.appendTo(new File(store + ".log")))
                .start();
    }
}
