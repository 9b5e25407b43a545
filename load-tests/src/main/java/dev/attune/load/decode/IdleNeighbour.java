package dev.attune.load.decode;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Processes that keep every core busy at the lowest priority the system has. Closing ends them; so does our own end. */
final class IdleNeighbour implements AutoCloseable {
    /** Counts, and looks now and then whether whoever started it still lives. */
    private static final String BUSY =
            "while kill -0 $0 2>/dev/null; do i=0; while [ $i -lt 200000 ]; do i=$((i+1)); done; done";

    private final List<Process> processes = new ArrayList<>();

    private IdleNeighbour() {}

    /** Starts one process a core. */
    static IdleNeighbour start(int cores) {
        IdleNeighbour neighbour = new IdleNeighbour();
        try {
            for (int i = 0; i < cores; i++) {
                neighbour.processes.add(new ProcessBuilder(command()).start());
            }
            return neighbour;
        } catch (IOException e) {
            neighbour.close();
            throw new UncheckedIOException("no neighbour could be started", e);
        }
    }

    static List<String> command() {
        List<String> command = new ArrayList<>(List.of("nice", "-n", "19"));
        if (Files.isExecutable(Path.of("/usr/bin/chrt"))) {
            command.addAll(List.of("chrt", "-i", "0"));
        }
        String self = Long.toString(ProcessHandle.current().pid());
        command.addAll(List.of("sh", "-c", BUSY, self));
        return command;
    }

    @Override
    public void close() {
        processes.forEach(Process::destroyForcibly);
        for (Process process : processes) {
            process.onExit().join();
        }
    }
}
