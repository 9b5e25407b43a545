package dev.attune.trainer.sft;

import dev.attune.trainer.report.ConsoleProgress;
import dev.attune.trainer.run.StopOnSignal;
import java.io.File;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** A run in a process of its own, to be terminated from outside. */
final class TerminatedRun {
    private TerminatedRun() {}

    public static void main(String[] args) {
        SftConfig config = SftTest.config(Path.of(args[0]), Path.of(args[1]), Path.of(args[2]), false);
        try (StopOnSignal stop = new StopOnSignal()) {
            Sft.run(config, ConsoleProgress.standard(), stop);
        }
    }

    static Process start(Path data, Path start, Path out) throws IOException {
        List<String> command = new ArrayList<>();
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(argument -> argument.startsWith("-D") || argument.startsWith("-X"))
                .forEach(command::add);
        command.addAll(List.of("-cp", System.getProperty("java.class.path"), TerminatedRun.class.getName()));
        command.addAll(List.of(data.toString(), start.toString(), out.toString()));
        return new ProcessBuilder(command)
                .redirectErrorStream(true)
                .redirectOutput(new File(out + ".log"))
                .start();
    }
}
