package dev.attune.server.training;

import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;

/**
 * How the trainer's process is started: the same Java and the same jars, less priority and its own limits.
 *
 * @param main class of its main program
 * @param arguments of it
 * @param environment beside the server's own; what must not stand in a list of processes goes here
 * @param share of the machine
 * @param crashReport where Java says how it died, if it does
 */
public record ChildCommand(
        String main, List<String> arguments, Map<String, String> environment, Share share, Path crashReport) {
    private static final List<String> PASSED_ON = List.of("-Dattune.home=", "-Dlogback.", "-Dai.djl.", "-DOPT_OUT");

    /**
     * How much of the machine it may take.
     *
     * @param memory of the whole process
     * @param heapMb of it for Java's objects; tensors lie beside it
     * @param threads processor threads of one operation
     */
    public record Share(MemoryLimit memory, int heapMb, int threads) {}

    public ChildCommand {
        arguments = List.copyOf(arguments);
        environment = Map.copyOf(environment);
    }

    /** Ready to start; standard input is a pipe, errors go where output goes. */
    ProcessBuilder builder() {
        ProcessBuilder builder = new ProcessBuilder(command()).redirectErrorStream(true);
        Map<String, String> all = new TreeMap<>(environment);
        all.put("OMP_NUM_THREADS", Integer.toString(share.threads()));
        // A trainer that spins at a barrier would burn the core that a stream waits for.
        all.put("OMP_WAIT_POLICY", "passive");
        all.put("GOMP_SPINCOUNT", "0");
        builder.environment().putAll(all);
        return builder;
    }

    List<String> command() {
        List<String> command = new ArrayList<>(priority());
        command.addAll(share.memory().words());
        command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
        command.add("-Xmx" + share.heapMb() + "m");
        // All of it from the start: Java dies when its heap finds no memory to grow, a tensor without is an exception.
        command.add("-Xms" + share.heapMb() + "m");
        command.add("-XX:ErrorFile=" + crashReport);
        command.addAll(passedOn());
        command.add("-XX:+IgnoreUnrecognizedVMOptions");
        command.add("--enable-native-access=ALL-UNNAMED");
        command.add("-cp");
        command.add(System.getProperty("java.class.path"));
        command.add(main);
        command.addAll(arguments);
        return command;
    }

    /** The lowest there is: run only when nobody else wants the processor, where the system can do that. */
    private static List<String> priority() {
        List<String> words = new ArrayList<>();
        if (Programs.has("nice")) {
            words.addAll(List.of("nice", "-n", "19"));
        }
        if (Programs.has("chrt")) {
            words.addAll(List.of("chrt", "-i", "0"));
        }
        return words;
    }

    /** Where the distribution lies and how libraries behave: the child's as the server's. */
    private static List<String> passedOn() {
        return ManagementFactory.getRuntimeMXBean().getInputArguments().stream()
                .filter(flag -> flag.startsWith("-Xss") || PASSED_ON.stream().anyMatch(flag::startsWith))
                .toList();
    }
}
