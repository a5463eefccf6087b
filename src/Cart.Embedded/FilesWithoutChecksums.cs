using System.Buffers.Binary;
using System.Globalization;

namespace Cart.Embedded;

/// <summary>
/// Carts without a file of checksums: none yet, or those of an earlier version. From now on they have checksums. Until then only this is
/// known: the append-only file is at least as long as its last commit record says.
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

    // A commit record: the length of what follows, version, checksum, and the addresses from and until which entries are committed.
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
