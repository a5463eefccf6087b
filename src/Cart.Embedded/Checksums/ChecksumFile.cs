using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Numerics;
using System.Text;

namespace Cart.Embedded;

/// <summary>
/// Represents the file <c>checksums</c> beside the carts, which records the ranges written by the embedded server and their checksums. The server
/// itself has no checksums of its entries and starts empty if it cannot read its files.
/// </summary>
internal sealed class ChecksumFile : IDisposable
{
    private const string Name = "checksums";
    private const long MostBytes = 16L * 1024 * 1024;

    private readonly Lock _lock = new();
    private readonly string _directory;
    private readonly WrittenRanges _ranges;
    private FileStream _file;
    private long _writes;
    private long _bytesWhenRewritten;

    private ChecksumFile(string directory, WrittenRanges ranges)
    {
        _directory = directory;
        _ranges = ranges;
        _file = Rewrite();
        _bytesWhenRewritten = _file.Length;
    }

    /// <summary>
    /// Opens the file of a directory that this process has locked. Returns null, and writes nothing, if the carts there are damaged.
    /// </summary>
    public static ChecksumFile? Open(string directory, out CartDamage? damage)
    {
        var path = Path.Combine(directory, Name);
        var ranges = new WrittenRanges();
        damage = File.Exists(path)
            ? Read(path, ranges) ?? CartDamage.Find(directory, ranges)
            : FilesWithoutChecksums.Adopt(directory, ranges);
        return damage is null ? new ChecksumFile(directory, ranges) : null;
    }

    /// <summary>Records that a range is being written.</summary>
    public long Begin(string file, long offset, int length)
    {
        lock (_lock)
        {
            var write = ++_writes;
            _ranges.Begin(write, file, offset, offset + length);
            Append(ChecksumLine.Begin(write, file, offset, offset + length));
            return write;
        }
    }

    /// <summary>Records what is on the disk. The last sector is a separate range, because the next write often writes it again.</summary>
    public void End(long write, long offset, ReadOnlySpan<byte> bytes, int sector)
    {
        var split = bytes.Length > sector ? bytes.Length - sector : 0;
        WrittenRange[] ranges = split == 0
            ? [new WrittenRange(offset, bytes.Length, Checksum.Of(bytes))]
            : [new WrittenRange(offset, split, Checksum.Of(bytes[..split])), new WrittenRange(offset + split, sector, Checksum.Of(bytes[split..]))];
        lock (_lock)
        {
            _ranges.End(write, ranges);
            Append(ChecksumLine.End(write, ranges));
        }
    }

    /// <summary>Records that a file or a directory is about to be deleted.</summary>
    public void Remove(string path)
    {
        lock (_lock)
        {
            _ranges.Remove(path);
            Append(ChecksumLine.Gone(path));

            // Flush first: after a power cut the file must not be missing while the checksums still expect it.
            _file.Flush(flushToDisk: true);
        }
    }

    public void Dispose()
    {
        lock (_lock)
        {
            try
            {
                Append(ChecksumLine.Closed);
            }
            catch (IOException)
            {
                // The disk is full. As after a crash, the last sector of the append-only file is not verified.
            }

            _file.Dispose();
        }
    }

    private static CartDamage? Read(string path, WrittenRanges ranges)
    {
        var bytes = File.ReadAllBytes(path).AsSpan();
        var isBroken = false;
        while (bytes.IndexOf((byte)'\n') is >= 0 and var end)
        {
            if (!ChecksumLine.TryDecode(bytes[..end], out var words))
            {
                isBroken = true;
            }
            else if (isBroken)
            {
                // A crash can cut only the last line short.
                return new CartDamage(path, "a line in the middle is damaged");
            }
            else
            {
                ChecksumLine.Apply(words, ranges);
            }

            bytes = bytes[(end + 1)..];
        }

        return null;
    }

    private void Append(string words)
    {
        _file.Write(ChecksumLine.Encode(words));
        if (_file.Length > MostBytes + (4 * _bytesWhenRewritten) && !_ranges.IsWriting)
        {
            _file.Dispose();
            _file = Rewrite();
            _bytesWhenRewritten = _file.Length;
        }
    }

    private FileStream Rewrite()
    {
        var (path, next) = (Path.Combine(_directory, Name), Path.Combine(_directory, Name + ".new"));
        using (var file = PrivateFiles.Open(next, FileMode.Create, bufferSize: 65536))
        {
            foreach (var (name, ranges) in _ranges.Files)
            {
                foreach (var range in ranges)
                {
                    file.Write(ChecksumLine.Encode(ChecksumLine.Holds(name, range)));
                }
            }

            file.Flush(flushToDisk: true);
        }

        File.Move(next, path, overwrite: true);
        return PrivateFiles.Open(path, FileMode.Append, bufferSize: 0);
    }
}

/// <summary>Encodes a line of the file <c>checksums</c>: the checksum of the line, then words separated by spaces.</summary>
internal static class ChecksumLine
{
    /// <summary>The last line after a clean stop.</summary>
    public const string Closed = "closed";

    private const int ChecksumDigits = 8;

    public static string Begin(long write, string file, long offset, long end) => string.Create(CultureInfo.InvariantCulture, $"begin {write} {offset} {end} {file}");

    public static string End(long write, ReadOnlySpan<WrittenRange> ranges)
    {
        var line = new StringBuilder().Append(CultureInfo.InvariantCulture, $"end {write}");
        foreach (var range in ranges)
        {
            line.Append(CultureInfo.InvariantCulture, $" {range.Offset} {range.Length} {range.Checksum:x8}");
        }

        return line.ToString();
    }

    public static string Holds(string file, WrittenRange range) =>
        string.Create(CultureInfo.InvariantCulture, $"holds {range.Offset} {range.Length} {range.Checksum:x8} {file}");

    public static string Gone(string path) => $"gone {path}";

    public static byte[] Encode(string words)
    {
        var text = Encoding.UTF8.GetBytes(words);
        return [.. Encoding.ASCII.GetBytes(Checksum.Of(text).ToString("x8", CultureInfo.InvariantCulture)), (byte)' ', .. text, (byte)'\n'];
    }

    /// <summary>Decodes the words of a line without its end. Returns false if the line is incomplete.</summary>
    public static bool TryDecode(ReadOnlySpan<byte> line, [NotNullWhen(true)] out string? words)
    {
        words = null;
        if (line.Length <= ChecksumDigits + 1
            || !uint.TryParse(line[..ChecksumDigits], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var checksum)
            || Checksum.Of(line[(ChecksumDigits + 1)..]) != checksum)
        {
            return false;
        }

        words = Encoding.UTF8.GetString(line[(ChecksumDigits + 1)..]);
        return true;
    }

    /// <summary>Applies a line to the ranges.</summary>
    public static void Apply(string words, WrittenRanges ranges)
    {
        var word = words.Split(' ');
        ranges.IsClosed = words == Closed;
        switch (word[0])
        {
            case "begin":
                ranges.Begin(Number(word[1]), string.Join(' ', word[4..]), Number(word[2]), Number(word[3]));
                break;
            case "end":
                ranges.End(Number(word[1]), [.. word[2..].Chunk(3).Select(static range => Range(range))]);
                break;
            case "holds":
                ranges.Add(string.Join(' ', word[4..]), Range(word[1..4]));
                break;
            case "gone":
                ranges.Remove(string.Join(' ', word[1..]));
                break;
            case Closed:
                break;
            default:
                throw new InvalidDataException($"'{word[0]}' is not known.");
        }
    }

    private static WrittenRange Range(string[] words) =>
        new(Number(words[0]), (int)Number(words[1]), uint.Parse(words[2], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture));

    private static long Number(string word) => long.Parse(word, CultureInfo.InvariantCulture);
}

/// <summary>Computes CRC-32C.</summary>
internal static class Checksum
{
    public static uint Of(ReadOnlySpan<byte> bytes)
    {
        var checksum = 0xFFFFFFFF;
        for (; bytes.Length >= sizeof(ulong); bytes = bytes[sizeof(ulong)..])
        {
            checksum = BitOperations.Crc32C(checksum, BinaryPrimitives.ReadUInt64LittleEndian(bytes));
        }

        foreach (var single in bytes)
        {
            checksum = BitOperations.Crc32C(checksum, single);
        }

        return ~checksum;
    }
}
