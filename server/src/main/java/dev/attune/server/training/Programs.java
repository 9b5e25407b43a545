package dev.attune.server.training;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;

/** Which programs this system has. */
final class Programs {

    private Programs() {}

    static boolean has(String program) {
        String path = System.getenv().getOrDefault("PATH", "");
        for (String folder : path.split(File.pathSeparator, -1)) {
            if (!folder.isEmpty() && Files.isExecutable(Path.of(folder, program))) {
                return true;
            }
        }
        return false;
    }
}
