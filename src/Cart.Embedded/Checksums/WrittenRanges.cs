using System.Buffers.Binary;
using System.Globalization;
using Cart.Engine;

namespace Cart.Embedded;

/// <summary>Represents a range of a file and the checksum of what was written there.</summary>
internal readonly record struct WrittenRange(long Offset, int Length, uint Checksum)
{
    public long End => Offset + Length;
}

/// <summary>
/// Represents the file ranges that are known to be on the disk, with their checksums. A write counts when it ends. While it runs, and after a
/// crash during it, nothing is known about the range.
/// </summary>
internal sealed class WrittenRanges
{
    private readonly Dictionary<string, SortedList<long, WrittenRange>> _files = new(StringComparer.Ordinal);
    private readonly Dictionary<long, (string File, long Offset, long End)> _running = [];

    public IEnumerable<(string File, IEnumerable<WrittenRange> Ranges)> Files => _files.Select(static file => (file.Key, file.Value.Values.AsEnumerable()));

    /// <summary>Gets or sets whether the server was stopped, so that no later write is missing here.</summary>
    public bool IsClosed { get; set; }

    public bool IsWriting => _running.Count > 0;

    /// <summary>Removes what is known about a range, because it is being written.</summary>
    public void Begin(long write, string file, long offset, long end)
    {
        // The end of two overlapping writes does not show which of them is on the disk.
        foreach (var (other, range) in _running.Where(running => running.Value.File == file && running.Value.Offset < end && offset < running.Value.End).ToList())
        {
            _running.Remove(other);
            (offset, end) = (Math.Min(offset, range.Offset), Math.Max(end, range.End));
        }

        Forget(file, offset, end);
        _running[write] = (file, offset, end);
    }

    /// <summary>Records what a write left on the disk.</summary>
    public void End(long write, ReadOnlySpan<WrittenRange> ranges)
    {
        if (!_running.Remove(write, out var running))
        {
            return;
        }

        foreach (var range in ranges)
        {
            Add(running.File, range);
        }
    }

    public void Add(string file, WrittenRange range)
    {
        if (!_files.TryGetValue(file, out var known))
        {
            _files[file] = known = [];
        }

        known[range.Offset] = range;
    }

    /// <summary>Removes a file, or all files of a directory.</summary>
    public void Remove(string path)
    {
        foreach (var file in _files.Keys.Where(file => file == path || file.StartsWith(path + "/", StringComparison.Ordinal)).ToList())
        {
            _files.Remove(file);
        }
    }

    private void Forget(string file, long offset, long end)
    {
        if (!_files.TryGetValue(file, out var known))
        {
            return;
        }

        for (var index = FirstThatEndsAfter(known.Values, offset); index < known.Count && known.Values[index].Offset < end;)
        {
            known.RemoveAt(index);
        }
    }

    private static int FirstThatEndsAfter(IList<WrittenRange> ranges, long offset)
    {
        var (low, high) = (0, ranges.Count);
        while (low < high)
        {
            var middle = (low + high) / 2;
            (low, high) = ranges[middle].End <= offset ? (middle + 1, high) : (low, middle);
        }

        return low;
    }
}

/// <summary>Represents a damaged file of the carts, by its full path, and the damage, as the end of a sentence.</summary>
internal sealed record CartDamage(string File, string What)
{
    /// <summary>The name of the finding, with which an operator can accept the loss.</summary>
    public const string Finding = "embedded_damage";

    private const string AppendOnlyFile = "AOF/aof.log.";

    /// <summary>Compares the files of a directory with what is known to be on the disk.</summary>
    public static CartDamage? Find(string directory, WrittenRanges known)
    {
        // A power cut can lose the last lines of the checksums. Only one range in them is predictable: the end of the append-only file, which each
        // commit writes again.
        var uncertain = known.IsClosed ? null : known.Files.Select(static file => file.File)
            .Where(static file => file.StartsWith(AppendOnlyFile, StringComparison.Ordinal)).MaxBy(Segment);
        return known.Files
            .Select(file => Find(Path.Combine(directory, file.File), file.File == uncertain ? file.Ranges.SkipLast(1) : file.Ranges))
            .FirstOrDefault(static damage => damage is not null);
    }

    /// <summary>Returns the finding that stops the start.</summary>
    public CheckFinding ToFinding(string directory) => new(
        Finding,
        CheckLevel.Refuse,
        $"{File}: {What}",
        "The carts cannot be restored completely. The files were left as they are, and nothing was written to them.",
        $"Restore {directory} from a backup. Or accept the loss: then the files are moved to {directory}.damaged-… and the shop starts without carts. "
        + "Orders are in another file and keep what they have.");

    private static CartDamage? Find(string path, IEnumerable<WrittenRange> ranges)
    {
        if (!System.IO.File.Exists(path))
        {
            return new CartDamage(path, "the file is missing");
        }

        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite, bufferSize: 0);
        var buffer = Array.Empty<byte>();
        foreach (var range in ranges)
        {
            if (file.Length < range.End)
            {
                return new CartDamage(path, Text($"the file has {file.Length:N0} bytes; {range.End:N0} or more were written"));
            }

            buffer = buffer.Length < range.Length ? new byte[range.Length] : buffer;
            file.Position = range.Offset;
            file.ReadExactly(buffer, 0, range.Length);
            if (Checksum.Of(buffer.AsSpan(0, range.Length)) != range.Checksum)
            {
                return new CartDamage(path, Text($"the {range.Length:N0} bytes from byte {range.Offset:N0} on are not what was written there"));
            }
        }

        return null;
    }

    private static int Segment(string file) =>
        int.TryParse(file.AsSpan(AppendOnlyFile.Length), NumberStyles.None, CultureInfo.InvariantCulture, out var segment) ? segment : -1;

    private static string Text(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}

/// <summary>
/// Handles carts without a checksum file: new ones, or those of an earlier version. They have checksums from now on. Until then it is only known that
/// the append-only file is at least as long as its last commit record says.
/// </summary>
internal static class FilesWithoutChecksums
{
    private const int RangeBytes = 65536;
    private const int UntilAt = 24;

    private static readonly string[] Parts = ["AOF", "Store"];

    public static CartDamage? Adopt(string directory, WrittenRanges ranges)
    {
        if (ShorterThanCommitted(directory) is { } damage)
        {
            return damage;
        }

        foreach (var part in Parts.Select(part => Path.Combine(directory, part)).Where(Directory.Exists))
        {
            foreach (var path in Directory.EnumerateFiles(part, "*", SearchOption.AllDirectories))
            {
                Add(Path.GetRelativePath(directory, path).Replace(Path.DirectorySeparatorChar, '/'), path, ranges);
            }
        }

        return null;
    }

    private static void Add(string name, string path, WrittenRanges ranges)
    {
        using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite);
        var buffer = new byte[RangeBytes];
        for (var offset = 0L; file.ReadAtLeast(buffer, RangeBytes, throwOnEndOfStream: false) is > 0 and var read; offset += read)
        {
            ranges.Add(name, new WrittenRange(offset, read, Checksum.Of(buffer.AsSpan(0, read))));
        }
    }

    // A commit record: the length of what follows, version, checksum, and the addresses between which entries are committed.
    private static CartDamage? ShorterThanCommitted(string directory)
    {
        var aof = Path.Combine(directory, "AOF");
        var records = Directory.Exists(aof) ? Directory.GetFiles(aof, "commit.*", SearchOption.AllDirectories) : [];
        foreach (var record in records)
        {
            var bytes = File.ReadAllBytes(record);
            if (bytes.Length < UntilAt + sizeof(long) || BinaryPrimitives.ReadInt64LittleEndian(bytes.AsSpan(UntilAt)) is not (> 0 and var until))
            {
                return new CartDamage(record, "the commit record is damaged");
            }

            var segment = Path.Combine(aof, string.Create(CultureInfo.InvariantCulture, $"aof.log.{(until - 1) / GarnetRun.SegmentBytes}"));
            var length = File.Exists(segment) ? new FileInfo(segment).Length : 0;
            if (length < ((until - 1) % GarnetRun.SegmentBytes) + 1)
            {
                return new CartDamage(segment, string.Create(CultureInfo.InvariantCulture, $"the file has {length:N0} bytes, fewer than {Path.GetFileName(record)} says"));
            }
        }

        return null;
    }
}
