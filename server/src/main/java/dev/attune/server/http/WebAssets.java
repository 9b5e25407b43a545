package dev.attune.server.http;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystem;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The page's files as they lie on the class path: our own folder {@code web}, and what it takes from other people's jars. */
final class WebAssets {
    private static final String FOLDER = "/web/";

    private WebAssets() {}

    /** Path below {@code web} to content, sorted; read anew on every call. */
    static Map<String, byte[]> read() {
        URL index = WebAssets.class.getResource(FOLDER + "index.html");
        if (index == null) {
            throw new IllegalStateException("the page's file web/index.html is missing");
        }
        try {
            Map<String, byte[]> files = ownFiles(index.toURI());
            files.put("js/vendor/marked.js", library("org.webjars.npm", "marked", "lib/marked.esm.js"));
            files.put(
                    "js/vendor/highlight.js",
                    asModule(library("org.webjars", "highlightjs", "highlight.min.js"), "hljs"));
            return files;
        } catch (IOException e) {
            throw new UncheckedIOException("the page's files cannot be read from " + index, e);
        } catch (URISyntaxException e) {
            throw new IllegalStateException("the page's files lie at no address: " + index, e);
        }
    }

    private static Map<String, byte[]> ownFiles(URI index) throws IOException {
        if (!index.getScheme().equals("jar")) {
            return filesOf(Path.of(index).resolveSibling("."));
        }
        String jar = index.toString();
        try (FileSystem inside =
                FileSystems.newFileSystem(Path.of(URI.create(jar.substring("jar:".length(), jar.indexOf("!/")))))) {
            return filesOf(inside.getPath(FOLDER));
        }
    }

    private static Map<String, byte[]> filesOf(Path folder) throws IOException {
        Path root = folder.normalize();
        Map<String, byte[]> files = new TreeMap<>();
        try (Stream<Path> found = Files.walk(root)) {
            for (Path file : found.filter(Files::isRegularFile).toList()) {
                files.put(root.relativize(file).toString().replace('\\', '/'), Files.readAllBytes(file));
            }
        }
        return files;
    }

    /** A file of a webjar, whose folder bears its version. */
    private static byte[] library(String group, String name, String file) throws IOException {
        Properties maven = new Properties();
        try (InputStream properties = open("/META-INF/maven/" + group + "/" + name + "/pom.properties")) {
            maven.load(properties);
        }
        String version = maven.getProperty("version");
        try (InputStream content = open("/META-INF/resources/webjars/" + name + "/" + version + "/" + file)) {
            return content.readAllBytes();
        }
    }

    /** A script that leaves its work in a variable, as a module that exports it. */
    private static byte[] asModule(byte[] script, String variable) {
        String text = new String(script, StandardCharsets.UTF_8);
        return (text + "\nexport default " + variable + ";\n").getBytes(StandardCharsets.UTF_8);
    }

    private static InputStream open(String resource) throws IOException {
        InputStream content = WebAssets.class.getResourceAsStream(resource);
        if (content == null) {
            throw new IOException(resource + " is not on the class path");
        }
        return content;
    }
}
