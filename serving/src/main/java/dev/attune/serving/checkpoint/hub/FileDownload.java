package dev.attune.serving.checkpoint.hub;

import dev.attune.serving.checkpoint.DurableFiles;
import java.io.IOException;
import java.io.InputStream;
import java.net.http.HttpResponse;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;

/**
 * Brings one file here. It grows as {@code NAME.part} and takes its name only when its size and hash are what the hub
 * promised, so a file under its own name is always whole; a part that was left behind is gone on with.
 */
final class FileDownload {
    private static final int CHUNK = 1 << 18;

    private final HubClient client;
    private final HubSettings.Limits limits;
    private final DownloadProgress progress;
    private final RemoteFile file;
    private final Path target;
    private final Path part;
    /** What the host that sent the part calls the content; a CDN's name for it need not be the hub's. */
    private final Path partEtag;

    FileDownload(HubClient client, HubSettings.Limits limits, DownloadProgress progress, RemoteFile file, Path folder) {
        this.client = client;
        this.limits = limits;
        this.progress = progress;
        this.file = file;
        this.target = folder.resolve(file.name());
        this.part = folder.resolve(file.name() + ".part");
        this.partEtag = folder.resolve(file.name() + ".part.etag");
    }

    /** Bytes still to come. */
    long missingBytes() throws IOException {
        return Files.exists(target) ? 0 : Math.max(0, file.bytes() - have());
    }

    /** Takes the content from a file that has it already. */
    void link(Path same) throws IOException {
        if (!Files.exists(target)) {
            try {
                Files.createLink(target, same);
            } catch (UnsupportedOperationException | IOException impossible) {
                Files.copy(same, part, StandardCopyOption.REPLACE_EXISTING);
                DurableFiles.rename(part, target);
            }
        }
    }

    void run() throws IOException {
        if (Files.exists(target)) {
            return;
        }
        progress.begin(file.name(), file.bytes());
        Retries retries = new Retries(limits);
        while (!Files.exists(target)) {
            long before = have();
            try {
                receive(before);
                accept();
            } catch (IOException failed) {
                if (have() > before) {
                    retries.forget();
                }
                retries.failed(failed);
            }
        }
        progress.end(file.name(), file.bytes());
    }

    private long have() throws IOException {
        return Files.exists(part) ? Files.size(part) : 0;
    }

    private void receive(long from) throws IOException {
        if (from == file.bytes()) {
            return;
        }
        if (from > file.bytes()) {
            throw startAgain("the part left behind is larger than the whole");
        }
        HttpResponse<InputStream> response = client.get(file.path(), rangeHeaders(from));
        try (InputStream body = response.body();
                StallGuard guard = new StallGuard(body, limits.stall());
                FileChannel out = FileChannel.open(part, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            long start = response.statusCode() == 200 ? 0 : from;
            checkRange(response, start);
            out.truncate(start).position(start);
            Files.writeString(partEtag, response.headers().firstValue("ETag").orElse(""));
            copy(body, out, guard);
        }
    }

    private Map<String, String> rangeHeaders(long from) throws IOException {
        Map<String, String> headers = new HashMap<>();
        if (from > 0) {
            headers.put("Range", "bytes=" + from + "-");
            String etag = Files.exists(partEtag) ? Files.readString(partEtag) : "";
            // Only a strong name promises the same bytes; without one the hash decides in the end.
            if (etag.startsWith("\"")) {
                headers.put("If-Range", etag);
            }
        }
        return headers;
    }

    private void checkRange(HttpResponse<?> response, long start) throws IOException {
        String range = response.headers().firstValue("Content-Range").orElse("");
        if (start > 0 && !range.startsWith("bytes " + start + "-")) {
            throw startAgain("asked for the rest from byte " + start + ", was sent " + range);
        }
    }

    private void copy(InputStream body, FileChannel out, StallGuard guard) throws IOException {
        byte[] chunk = new byte[CHUNK];
        for (int count = body.read(chunk); count >= 0; count = body.read(chunk)) {
            guard.moved();
            ByteBuffer bytes = ByteBuffer.wrap(chunk, 0, count);
            while (bytes.hasRemaining()) {
                out.write(bytes);
            }
            progress.advance(file.name(), out.position(), file.bytes());
        }
        out.force(true);
    }

    private void accept() throws IOException {
        long size = have();
        if (size < file.bytes()) {
            throw new IOException(
                    file.name() + ": the connection ended after " + size + " of " + file.bytes() + " bytes");
        }
        if (size > file.bytes() || !ContentHash.matches(part, file.etag())) {
            throw startAgain("its content is not what the hub promised (" + file.etag() + ")");
        }
        DurableFiles.rename(part, target);
        Files.deleteIfExists(partEtag);
    }

    private IOException startAgain(String why) throws IOException {
        Files.deleteIfExists(part);
        Files.deleteIfExists(partEtag);
        return new IOException(file.name() + ": " + why);
    }
}
