package dev.attune.serving.checkpoint.hub;

import dev.attune.serving.checkpoint.CheckpointException;
import dev.attune.serving.checkpoint.ShardIndex;
import java.io.IOException;
import java.net.http.HttpHeaders;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

/**
 * Turns a model's name on a hub into a local folder, downloading what is missing: the configuration, the tokenizer, the
 * chat template and the safetensors weights, nothing else of the repository.
 *
 * <p>A download that was killed goes on where it stopped. Many processes may ask for the same model at once; one
 * downloads, the others wait. A finished model needs the hub no more, except to see whether its branch has moved on. One
 * thread.
 */
public final class HubDownload {
    /** Left free on the disk beyond what the model needs. */
    private static final long SPARE_BYTES = 64_000_000;

    private final HubSettings settings;
    private final DownloadProgress progress;
    private final HubClient client;

    public HubDownload(HubSettings settings, DownloadProgress progress) {
        this.settings = settings;
        this.progress = progress;
        this.client = new HubClient(settings);
    }

    /**
     * The folder of the model, complete.
     *
     * @throws CheckpointException naming the model or file: not there, not allowed, not reachable, damaged, no room
     */
    public Path fetch(HubModel model) {
        ModelCache cache = new ModelCache(settings.cacheDir(), model);
        try {
            Optional<Path> finished = cache.finished();
            if (finished.isPresent() && (settings.offline() || model.isPinned())) {
                return finished.get();
            }
            if (settings.offline()) {
                throw new CheckpointException(
                        model + ": is not in " + settings.cacheDir() + ", and HF_HUB_OFFLINE forbids to fetch it");
            }
            return fetchOnline(model, cache, finished);
        } catch (IOException failed) {
            throw new CheckpointException(
                    model + ": cannot be downloaded from " + settings.endpoint() + ": " + reason(failed), failed);
        }
    }

    private Path fetchOnline(HubModel model, ModelCache cache, Optional<Path> finished) throws IOException {
        HubListing listing;
        try {
            int retries = finished.isPresent() ? 0 : settings.limits().retries();
            listing = Retries.run(settings.limits().withRetries(retries), () -> HubListing.fetch(client, model));
        } catch (IOException unreachable) {
            if (finished.isEmpty()) {
                throw unreachable;
            }
            progress.note(model + ": the hub cannot be asked (" + reason(unreachable) + "); using the copy here");
            return finished.get();
        }
        String commit = listing.commit();
        if (!cache.isFinished(commit)) {
            try (FileChannel lock = cache.lock(settings.limits().lockWait(), progress)) {
                if (!cache.isFinished(commit)) {
                    cache.finish(commit, download(model, listing, cache));
                }
            }
        }
        cache.remember(commit);
        return cache.folder(commit);
    }

    private List<RemoteFile> download(HubModel model, HubListing listing, ModelCache cache) throws IOException {
        if (!listing.has("config.json") || !(listing.has(HubListing.WEIGHTS) || listing.has(HubListing.INDEX))) {
            throw new CheckpointException(model + ": has no config.json or no safetensors weights on the hub");
        }
        Path folder = Files.createDirectories(cache.folder(listing.commit()));
        List<String> first = new ArrayList<>(listing.smallFiles());
        boolean sharded = !listing.has(HubListing.WEIGHTS);
        if (sharded) {
            first.add(HubListing.INDEX);
        }
        List<RemoteFile> files = new ArrayList<>(downloadAll(model, listing.commit(), first, cache));
        List<String> weights = sharded
                ? List.copyOf(new TreeSet<>(
                        ShardIndex.read(folder.resolve(HubListing.INDEX)).values()))
                : List.of(HubListing.WEIGHTS);
        files.addAll(downloadAll(model, listing.commit(), weights, cache));
        return files;
    }

    private List<RemoteFile> downloadAll(HubModel model, String commit, List<String> names, ModelCache cache)
            throws IOException {
        List<RemoteFile> files = new ArrayList<>();
        List<FileDownload> downloads = new ArrayList<>();
        Path folder = cache.folder(commit);
        long missing = 0;
        for (String name : names) {
            RemoteFile file = describe(model, commit, name);
            FileDownload download = new FileDownload(client, settings.limits(), progress, file, folder);
            Optional<Path> same = cache.sameContent(file);
            if (same.isPresent()) {
                download.link(same.get());
            }
            files.add(file);
            downloads.add(download);
            missing += download.missingBytes();
        }
        checkRoom(model, missing, folder);
        for (FileDownload download : downloads) {
            download.run();
        }
        return files;
    }

    private RemoteFile describe(HubModel model, String commit, String name) throws IOException {
        String path = model.filePath(commit, name);
        HttpHeaders headers = Retries.run(settings.limits(), () -> client.head(path))
                .orElseThrow(() -> new CheckpointException(model + ": the hub has no file " + name));
        return RemoteFile.of(name, path, headers);
    }

    private static void checkRoom(HubModel model, long missing, Path folder) throws IOException {
        long free = Files.getFileStore(folder).getUsableSpace();
        if (missing + SPARE_BYTES > free) {
            throw new CheckpointException(model + ": needs " + ByteCount.text(missing) + " more on the disk of "
                    + folder + ", where " + ByteCount.text(free) + " are free");
        }
    }

    private static String reason(IOException failure) {
        return failure.getMessage() == null ? failure.getClass().getSimpleName() : failure.getMessage();
    }
}
